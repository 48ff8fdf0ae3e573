import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { failureOf } from './failure-of-message.js';

/** Dead letters of one source that failed in the same way. */
export interface DeadLetterGroup {
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
}

type Growing = { -readonly [Key in keyof DeadLetterGroup]: DeadLetterGroup[Key] };

/** Puts dead letters together that failed in the same way. */
export class DeadLetterGroups {
  readonly #groups = new Map<string, Growing>();

  /** @param source name of the dead letters that it is among. */
  add(message: ServiceBusReceivedMessage, source: string): void {
    const { reason = '', description = '', errorType } = failureOf(message);
    const pattern = patternOf(description);
    const key = JSON.stringify([source, reason, errorType, pattern]);
    const group = this.#groups.get(key);
    const seen = message.enqueuedTimeUtc?.toISOString();
    if (group === undefined) {
      this.#groups.set(key, {
        source,
        reason,
        ...(errorType === undefined ? {} : { errorType }),
        description: pattern,
        count: 1,
        ...(seen === undefined ? {} : { firstSeen: seen, lastSeen: seen }),
        example: String(message.messageId),
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

/** Characters of a description that tell one kind of failure from another. */
const patternLength = 200;

/**
 * A description without what differs from one message to the next: `amount is "x7" and must be a number` and
 * `amount is "y" and must be a number` are the same failure.
 */
export function patternOf(description: string): string {
  return description
    .replaceAll(/"(?:[^"\\]|\\.)*"|'[^' ]*'/g, '…')
    .replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]+Z?/g, '…')
    .replaceAll(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '…')
    .replaceAll(/\b[\w-]*\d[\w.-]*\b/g, '…')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, patternLength);
}
