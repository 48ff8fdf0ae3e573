import type { Selection, SubQueue } from '../../api/index.js';
import type { MessageDetail } from '../../api/messages.js';

/** Failed messages that something is to be done about. */
export interface FailedSelection {
  readonly entity: string;
  readonly subQueue: SubQueue;
  readonly selection: Selection;
  /** For people: `3 dead letters`, `Dead letter 17`. */
  readonly what: string;
  /** Sequence number of one of them, to see on it what would happen; null if none is known. */
  readonly example: string | null;
  /** The message, where it is a single one: it can be edited as a whole. */
  readonly message?: MessageDetail | undefined;
}
