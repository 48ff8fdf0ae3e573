import { Option } from '@commander-js/extra-typings';
import type { Logger } from '../../logger.js';
import { onceOnly } from '../../inbox/once-only.js';
import { openSqliteInbox } from '../../inbox/sqlite-inbox.js';
import type { MessageHandler } from '../../processing/message-handler.js';

export const inboxOption = () =>
  new Option('--inbox <file>', 'remember what was handled in a SQLite file, and handle no message a second time');

/** What makes a consumer's effects once-only. */
export interface ConsumerInbox {
  /** A handler that is called once for each message. */
  readonly around: (handler: MessageHandler) => MessageHandler;
  /** Deliveries that were completed without calling the handler. */
  readonly skipped: number;
  readonly close: () => void;
}

export interface ConsumerInboxOptions {
  readonly file: string;
  readonly app: string;
  readonly entity: string;
  readonly log: Logger;
}

/** Opens a consumer's inbox. @throws Error if the file cannot be opened */
export async function openConsumerInbox({ file, app, entity, log }: ConsumerInboxOptions): Promise<ConsumerInbox> {
  const inbox = await openSqliteInbox({ file, scope: `${app} ${entity}`, log });
  let skipped = 0;
  return {
    around: (handler) =>
      onceOnly(inbox, handler, ({ messageId }) => {
        skipped += 1;
        log.debug({ messageId }, 'message skipped: it was handled before');
      }),
    get skipped() {
      return skipped;
    },
    close: () => inbox.close(),
  };
}
