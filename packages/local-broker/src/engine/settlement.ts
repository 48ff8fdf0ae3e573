import type { MessageChanges } from '../message/encoded-message.js';

/**
 * What a receiver decides about a message it holds. `changes` are set on the message that stays behind (Azure: the
 * properties to modify).
 */
export type Settlement =
  | { readonly kind: 'complete' }
  /** The receiver failed; the delivery counts and the message is given out again. */
  | { readonly kind: 'abandon'; readonly changes?: MessageChanges | undefined }
  /** The receiver never looked at it; the delivery does not count. */
  | { readonly kind: 'release' }
  /** Set aside, to be asked for by its sequence number. */
  | { readonly kind: 'defer'; readonly changes?: MessageChanges | undefined }
  | {
      readonly kind: 'dead-letter';
      readonly reason?: string | undefined;
      readonly description?: string | undefined;
      readonly changes?: MessageChanges | undefined;
    };
