import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { problemOf } from '../errors.js';
import type { Logger } from '../logger.js';
import { fieldsOf } from './log-fields.js';
import type { Outcome } from './settlement-lane.js';

/** Milliseconds within which messages that fail alike share a line. */
const window = 100;

interface Group {
  readonly messages: ServiceBusReceivedMessage[];
  readonly outcome: Outcome['kind'];
  readonly problem: string;
}

/**
 * Tells of messages that could not be settled. Where locks expire, they do so for hundreds at a time: those of the same kind
 * share a line.
 */
export class NotSettledLog {
  readonly #log: Pick<Logger, 'warn'>;
  readonly #groups = new Map<string, Group>();
  #timer: NodeJS.Timeout | undefined;

  constructor(log: Pick<Logger, 'warn'>) {
    this.#log = log;
  }

  /** Tells of it a moment later. */
  add(message: ServiceBusReceivedMessage, { kind: outcome }: Outcome, error: unknown): void {
    const problem = problemOf(error);
    const key = `${outcome} ${problem}`;
    const group = this.#groups.get(key) ?? { messages: [], outcome, problem };
    group.messages.push(message);
    this.#groups.set(key, group);
    this.#timer ??= setTimeout(() => this.flush(), window);
  }

  /** Tells now what was not told yet. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { messages, outcome, problem } of this.#groups.values()) {
      const what = messages.length === 1 ? 'message not settled' : 'messages not settled';
      this.#log.warn({ ...fieldsOf(messages), outcome, problem }, what);
    }
    this.#groups.clear();
  }
}
