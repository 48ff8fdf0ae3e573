import { createHash } from 'node:crypto';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { failureOf } from './failure-of-message.js';
import type { DeadLetterFilter } from './filter.js';

/** Dead letters of one source that failed in the same way. */
export interface DeadLetterGroup {
  /** The same for as long as messages of the source fail in this way; 16 characters that an address can hold. */
  readonly id: string;
  readonly source: string;
  /** Empty if they carry none. */
  readonly reason: string;
  /** Class of the error that the handler threw, if they carry one. */
  readonly errorType?: string;
  /** What their descriptions have in common: ids, numbers, moments and quoted values are left out. */
  readonly description: string;
  readonly count: number;
  /** When the first and the last of them was enqueued, in ISO 8601. */
  readonly firstSeen?: string;
  readonly lastSeen?: string;
  /** Id of one of them. */
  readonly example: string;
  /** Its sequence number, as text. */
  readonly exampleSequenceNumber: string;
}

type Growing = { -readonly [Key in keyof DeadLetterGroup]: DeadLetterGroup[Key] };

/** Puts dead letters together that failed in the same way. */
export class DeadLetterGroups {
  readonly #groups = new Map<string, Growing>();

  /** @param source name of the dead letters that it is among. */
  add(message: ServiceBusReceivedMessage, source: string): void {
    const { key, reason, errorType, pattern } = kindOfFailure(message, source);
    const group = this.#groups.get(key);
    const seen = message.enqueuedTimeUtc?.toISOString();
    if (group === undefined) {
      this.#groups.set(key, {
        id: idOf(key),
        source,
        reason,
        ...(errorType === undefined ? {} : { errorType }),
        description: pattern,
        count: 1,
        ...(seen === undefined ? {} : { firstSeen: seen, lastSeen: seen }),
        example: String(message.messageId),
        exampleSequenceNumber: String(message.sequenceNumber),
      });
      return;
    }
    group.count += 1;
    if (seen === undefined) return;
    if (group.firstSeen === undefined || seen < group.firstSeen) group.firstSeen = seen;
    if (group.lastSeen === undefined || seen > group.lastSeen) group.lastSeen = seen;
  }

  /** The largest first. */
  all(): readonly DeadLetterGroup[] {
    return [...this.#groups.values()].sort((one, other) => other.count - one.count);
  }
}

/**
 * Whether a dead letter is one of a group.
 *
 * @param id the group's {@link DeadLetterGroup.id}
 * @param source name that the group's messages were added under
 */
export function ofGroup(id: string, source: string): DeadLetterFilter {
  return (message) => idOf(kindOfFailure(message, source).key) === id;
}

interface KindOfFailure {
  /** The same for what failed in the same way. */
  readonly key: string;
  readonly reason: string;
  readonly errorType: string | undefined;
  readonly pattern: string;
}

function kindOfFailure(message: ServiceBusReceivedMessage, source: string): KindOfFailure {
  const { reason = '', description = '', errorType } = failureOf(message);
  const pattern = patternOf(description);
  return { key: JSON.stringify([source, reason, errorType, pattern]), reason, errorType, pattern };
}

function idOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, idLength);
}

/** 96 bits: enough that no two groups ever share an id. */
const idLength = 16;

/** Characters of a description that tell one kind of failure from another. */
const patternLength = 200;

/**
 * A description without what differs from one message to the next: `amount is "x7" and must be a number` and
 * `amount is "y" and must be a number` are the same failure.
 */
export function patternOf(description: string): string {
  const pattern = description
    .replaceAll(/"(?:[^"\\]|\\.)*"|'[^' ]*'/g, '…')
    .replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]+Z?/g, '…')
    .replaceAll(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '…')
    .replaceAll(/\b[\w-]*\d[\w.-]*\b/g, '…')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return pattern.length > patternLength ? `${pattern.slice(0, patternLength)}…` : pattern;
}
