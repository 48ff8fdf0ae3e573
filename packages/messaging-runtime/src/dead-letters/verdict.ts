import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { resubmitCountOf } from './copy-of-dead-letter.js';

/** Which dead letters go back. */
export interface ResubmitRules {
  /** How often one message may be sent back. Beyond it, it stays: a message that no cure helps would circle for ever. */
  readonly maxResubmits: number;
  /** Text that reason or description must contain, in any case. */
  readonly reason?: string | undefined;
}

export type Verdict =
  /** Goes back. */
  | 'resubmit'
  /** Stays, since it was sent back too often. */
  | 'exhausted'
  /** Stays, since reason and description do not contain the text asked for. */
  | 'unmatched';

/** What the rules say of a dead letter. */
export function verdictOn(message: ServiceBusReceivedMessage, { maxResubmits, reason }: ResubmitRules): Verdict {
  if (reason !== undefined && !isAbout(message, reason)) return 'unmatched';
  return resubmitCountOf(message) >= maxResubmits ? 'exhausted' : 'resubmit';
}

function isAbout({ deadLetterReason, deadLetterErrorDescription }: ServiceBusReceivedMessage, text: string): boolean {
  return `${deadLetterReason ?? ''}\n${deadLetterErrorDescription ?? ''}`.toLowerCase().includes(text.toLowerCase());
}
