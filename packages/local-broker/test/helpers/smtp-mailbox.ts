import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { SMTPServer } from 'smtp-server';

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came through the wire: headers and text. */
  readonly content: string;
}

export interface Mailbox {
  /** `smtp://127.0.0.1:…` */
  readonly url: string;
  readonly mails: readonly Mail[];
  close(): Promise<void>;
}

/** A mail server that keeps what it is sent. @param refuses a reason not to take mails for an address. */
export async function startMailbox(refuses: (to: string) => Error | undefined = () => undefined): Promise<Mailbox> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, callback) => callback(refuses(address)),
    onData(stream, { envelope }, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        mails.push({ from, to, content: Buffer.concat(chunks).toString('utf8') });
        callback();
      });
    },
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
