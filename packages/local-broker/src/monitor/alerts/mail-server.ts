import type { AlertMail } from './alert-mail.js';
import { DeliveryError } from './delivery-error.js';

/** Where mails about alerts are handed over. */
export interface MailOptions {
  /** `smtp://localhost:1025`, or with a user: `smtps://user:password@mail.example.com:465`. */
  readonly server: string;
  /**
   * Who the mails are from.
   *
   * @default 'alerts@localhost'
   */
  readonly from?: string | undefined;
}

/** Milliseconds that a server may take to take part in each step of the conversation. */
const patience = 10_000;

/** The server that takes the mails. The library that speaks with it is loaded with the first one. */
export class MailServer {
  readonly #options: MailOptions;

  constructor(options: MailOptions) {
    this.#options = options;
  }

  /** @throws DeliveryError when the server does not take it. */
  async send(to: string, { subject, text }: AlertMail): Promise<void> {
    const { server, from = 'alerts@localhost' } = this.#options;
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      url: server,
      connectionTimeout: patience,
      greetingTimeout: patience,
      socketTimeout: patience,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      await transport.sendMail({ from, to, subject, text });
    } catch (error) {
      throw new DeliveryError(error instanceof Error ? error.message : String(error), isPassing(error));
    } finally {
      transport.close();
    }
  }
}

/** A server that says 500 or more does not want the mail; without an answer, it may want it later. */
function isPassing(error: unknown): boolean {
  const { responseCode = 0 } = error as { readonly responseCode?: number };
  return responseCode < 500;
}
