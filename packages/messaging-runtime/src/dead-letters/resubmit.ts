import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { explainFailure, isRefusal, problemOf } from '../errors.js';
import type { Logger } from '../logger.js';
import { copyOfDeadLetter, resubmitCountOf } from './copy-of-dead-letter.js';
import type { DeadLetterSource } from './dead-letter-source.js';
import { LockedDeadLetters } from './locked-dead-letters.js';
import { countDeadLetters, peekDeadLetters } from './peek-dead-letters.js';
import { verdictOn, type ResubmitRules, type Verdict } from './verdict.js';

export interface ResubmitOptions extends ResubmitRules {
  /** Most messages to send back. Default: no limit. */
  readonly limit?: number | undefined;
  /** Stops it between two batches; what was begun is finished. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Told of each dead letter once: what the rules say of it, or that sending it back failed. */
  readonly onDeadLetter?: (message: ServiceBusReceivedMessage, verdict: Verdict | 'failed') => void;
}

export interface ResubmitResult {
  /** Dead letters looked at. */
  readonly examined: number;
  /** Sent back and accepted, and only then removed from the dead letters; in a dry run, those that would be. */
  readonly resubmitted: number;
  /** Kept, since they were sent back too often. */
  readonly exhausted: number;
  /** Kept, since they are about something else. */
  readonly unmatched: number;
  /** Kept, since they could not be sent back. */
  readonly failed: number;
  /** There when it began, but never received: somebody else holds them locked, or took them. */
  readonly notReceived: number;
}

/** Dead letters received at once. */
const batchSize = 100;

/** What {@link resubmitDeadLetters} would do now, found out by looking. */
export async function planResubmission(source: DeadLetterSource, options: ResubmitOptions): Promise<ResubmitResult> {
  const { signal, limit = Infinity } = options;
  const counts = noneYet();
  for await (const message of peekDeadLetters(source)) {
    if (signal.aborted || counts.resubmitted >= limit) break;
    tell(message, verdictOn(message, options), counts, options);
  }
  return counts;
}

/**
 * Sends dead letters back to where they came from: those that are there when it begins. Each is kept under lock, copied,
 * and removed only when the copy is accepted: stopped or killed at any moment nothing is lost, at worst one is sent back
 * twice, with the same id. One that fails anew meanwhile is not sent back a second time by the same run.
 *
 * Beware of duplicate detection: an entity that has it accepts and drops a copy whose id it saw within its window.
 *
 * @throws {@link MessagingFailure} if the dead letters cannot be received or nothing can be sent
 */
export async function resubmitDeadLetters(source: DeadLetterSource, options: ResubmitOptions): Promise<ResubmitResult> {
  const { signal, limit = Infinity, log } = options;
  const counts = noneYet();
  const cameBack = new Set<string>();
  let left = await countDeadLetters(source);
  if (left === 0) return counts;

  const deadLetters = new LockedDeadLetters(source, log);
  const sender = source.openSender();
  const sendBack = async (message: ServiceBusReceivedMessage): Promise<void> => {
    cameBack.add(identityOf(message, resubmitCountOf(message) + 1));
    try {
      await sender.sendMessages(copyOfDeadLetter(message, source.addressing));
    } catch (error) {
      deadLetters.keep(message);
      log.error({ messageId: message.messageId, problem: problemOf(error) }, 'not sent back');
      tell(message, 'failed', counts, options);
      if (isRefusal(error)) throw error;
      return;
    }
    tell(message, 'resubmit', counts, options);
    await deadLetters.complete(message);
  };

  try {
    while (!signal.aborted && left > 0 && counts.resubmitted < limit) {
      const messages = await deadLetters.receive(Math.min(batchSize, left, limit - counts.resubmitted));
      if (messages.length === 0) {
        counts.notReceived = left;
        log.warn({ entity: source.name, notReceived: left }, 'dead letters that are locked by somebody else stay');
        break;
      }
      left -= messages.length;
      const sendings = messages.map(async (message) => {
        if (cameBack.has(identityOf(message, resubmitCountOf(message)))) return deadLetters.keep(message);
        const verdict = verdictOn(message, options);
        if (verdict === 'resubmit') return sendBack(message);
        tell(message, verdict, counts, options);
        return deadLetters.keep(message);
      });
      const failed = (await Promise.allSettled(sendings)).find((sending) => sending.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    }
    return counts;
  } catch (error) {
    throw explainFailure(error, { action: 'send back the dead letters of', entity: source.name });
  } finally {
    await deadLetters.close();
    await sender.close();
  }
}

type Counts = { -readonly [Key in keyof ResubmitResult]: number };

const countedAs = {
  resubmit: 'resubmitted',
  exhausted: 'exhausted',
  unmatched: 'unmatched',
  failed: 'failed',
} as const;

function noneYet(): Counts {
  return { examined: 0, resubmitted: 0, exhausted: 0, unmatched: 0, failed: 0, notReceived: 0 };
}

function tell(
  message: ServiceBusReceivedMessage,
  fate: keyof typeof countedAs,
  counts: Counts,
  { onDeadLetter }: Pick<ResubmitOptions, 'onDeadLetter'>,
): void {
  counts.examined += 1;
  counts[countedAs[fate]] += 1;
  onDeadLetter?.(message, fate);
}

/** One message at one of its returns: ids alone may repeat among dead letters. */
function identityOf({ messageId }: ServiceBusReceivedMessage, resubmitCount: number): string {
  return `${resubmitCount} ${String(messageId)}`;
}
