import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { explainFailure, isRefusal, NotSentError, problemOf } from '../errors.js';
import type { Logger } from '../logger.js';
import { originalMessageIdOf } from '../message-properties.js';
import type { Instrumentation } from '../telemetry/telemetry.js';
import type { DeadLetterSource } from './dead-letter-source.js';
import type { Decide, Decision } from './decision.js';
import { resubmitCountOf } from './failure-of-message.js';
import { LockedDeadLetters } from './locked-dead-letters.js';
import { accountOf, noneMoved, tell, type MoveAccount, type MoveCounts, type MoveResult } from './move-account.js';
import { countDeadLetters, peekDeadLetters } from './peek-dead-letters.js';
import { RateLimit } from './rate-limit.js';
import { Transfers } from './transfers.js';

export interface MoveOptions {
  /** Most messages to move. Default: no limit. */
  readonly limit?: number | undefined;
  /** Most messages to move in a second. Default: no limit. */
  readonly rate?: number | undefined;
  /** Stops it between two messages; what was begun is finished. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Traces and measures what is moved. Default: nobody does. */
  readonly telemetry?: Pick<Instrumentation, 'processor'> | undefined;
  /** Told of each dead letter once. */
  readonly onDeadLetter?: ((message: ServiceBusReceivedMessage, account: MoveAccount) => void) | undefined;
  /** Told how many dead letters there are, before the first is looked at. */
  readonly onBegin?: ((total: number) => Promise<void> | void) | undefined;
}

/** Dead letters received at once. */
const batchSize = 100;

/** Longest time that a batch may take at the rate asked for, in seconds: locks last for 5 at the least. */
const batchTime = 3;

/** What {@link moveDeadLetters} would do now, found out by looking. */
export async function planMoves(
  source: DeadLetterSource,
  decide: Decide,
  options: Pick<MoveOptions, 'limit' | 'signal' | 'onDeadLetter'>,
): Promise<MoveResult> {
  const { signal, limit = Infinity, onDeadLetter } = options;
  const counts = noneMoved();
  for await (const message of peekDeadLetters(source)) {
    if (signal.aborted || counts.resubmitted + counts.parked >= limit) break;
    tell(message, accountOf(decide(message)), counts, onDeadLetter);
  }
  return counts;
}

/**
 * Moves dead letters as decided: those that are there when it begins. Each is kept under lock, and its copy leaves together
 * with its removal: in one transaction where the broker has them, else the copy first. One that fails anew meanwhile is not
 * moved a second time by the same run. Messages of a session leave in their order; when one of them cannot, those behind it
 * stay, too.
 *
 * @throws {@link MessagingFailure} if the dead letters cannot be received or nothing can be sent
 */
export async function moveDeadLetters(
  source: DeadLetterSource,
  decide: Decide,
  options: MoveOptions,
): Promise<MoveResult> {
  const total = await countDeadLetters(source);
  await options.onBegin?.(total);
  if (total === 0) return noneMoved();
  const run = new Run(source, decide, options);
  try {
    return await run.toTheEnd(total);
  } catch (error) {
    throw explainFailure(error, { action: 'send back the dead letters of', entity: source.name });
  } finally {
    await run.close();
  }
}

class Run {
  readonly #counts: MoveCounts = noneMoved();
  readonly #transfers: Transfers;
  readonly #deadLetters: LockedDeadLetters;
  readonly #rate: RateLimit;
  readonly #cameBack = new Set<string>();
  /** Sessions of which one message could not be moved. */
  readonly #brokenSessions = new Set<string>();

  constructor(
    private readonly source: DeadLetterSource,
    private readonly decide: Decide,
    private readonly options: MoveOptions,
  ) {
    this.#transfers = new Transfers(source, options.log);
    this.#deadLetters = new LockedDeadLetters(source, (receiver) => this.#transfers.of(receiver), options.telemetry);
    this.#rate = new RateLimit(options.rate ?? Infinity);
  }

  /** @param left dead letters to look at */
  async toTheEnd(left: number): Promise<MoveResult> {
    const { signal, log, limit = Infinity, rate = Infinity } = this.options;
    const counts = this.#counts;
    const most = Math.min(batchSize, Math.max(1, Math.floor(rate * batchTime)));
    while (!signal.aborted && left > 0 && counts.resubmitted + counts.parked < limit) {
      const messages = await this.#deadLetters.receive(
        Math.min(most, left, limit - counts.resubmitted - counts.parked),
      );
      if (messages.length === 0) {
        counts.notReceived = left;
        log.warn({ entity: this.source.name, notReceived: left }, 'dead letters that are locked by somebody else stay');
        break;
      }
      left -= messages.length;
      await this.#treat(messages);
    }
    return counts;
  }

  close(): Promise<void> {
    return this.#deadLetters.close();
  }

  async #treat(messages: readonly ServiceBusReceivedMessage[]): Promise<void> {
    const sessions = new Map<string, Promise<void>>();
    const all = messages.map((message) => {
      const { sessionId } = message;
      if (sessionId === undefined) return this.#treatOne(message);
      const one = (sessions.get(sessionId) ?? Promise.resolve()).then(() => this.#treatOne(message));
      sessions.set(sessionId, one);
      return one;
    });
    const failed = (await Promise.allSettled(all)).find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  async #treatOne(message: ServiceBusReceivedMessage): Promise<void> {
    if (this.#cameBack.has(identityOf(message, resubmitCountOf(message)))) return this.#deadLetters.keep(message);
    const decision = this.decide(message);
    if (decision.kind === 'stay') return this.#stays(message, accountOf(decision));
    if (message.sessionId !== undefined && this.#brokenSessions.has(message.sessionId)) {
      const problem = 'one before it in its session could not be moved';
      return this.#stays(message, { ...accountOf(decision), fate: 'failed', problem });
    }
    // Whoever is told to stop while it waits for its turn has done nothing with this one.
    if (!(await this.#rate.turn(this.options.signal))) return this.#deadLetters.keep(message);
    await this.#move(message, decision);
  }

  async #move(message: ServiceBusReceivedMessage, decision: Decision & { kind: 'send' }): Promise<void> {
    const { destination, copy } = decision;
    const { log, onDeadLetter } = this.options;
    this.#cameBack.add(identityOf(message, resubmitCountOf(message) + 1));
    try {
      await this.#deadLetters.move(message, { entity: this.#transfers.to(destination), message: copy });
    } catch (error) {
      const problem = problemOf(error);
      log.error({ messageId: message.messageId, problem }, 'not moved');
      if (message.sessionId !== undefined) this.#brokenSessions.add(message.sessionId);
      this.#stays(message, { ...accountOf(decision), fate: 'failed', problem });
      if (isRefusal(error instanceof NotSentError ? error.cause : error)) throw error;
      return;
    }
    tell(message, accountOf(decision), this.#counts, onDeadLetter);
  }

  #stays(message: ServiceBusReceivedMessage, account: MoveAccount): void {
    this.#deadLetters.keep(message);
    tell(message, account, this.#counts, this.options.onDeadLetter);
  }
}

/** One message at one of its returns: ids alone may repeat among dead letters, and a retried copy has one of its own. */
function identityOf(message: ServiceBusReceivedMessage, resubmitCount: number): string {
  return `${resubmitCount} ${String(originalMessageIdOf(message))}`;
}
