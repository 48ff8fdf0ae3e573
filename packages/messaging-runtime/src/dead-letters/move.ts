import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { explainFailure, isRefusal, NotSentError, problemOf } from '../errors.js';
import type { Logger } from '../logger.js';
import { Pacer } from '../pacer.js';
import type { Instrumentation } from '../telemetry/telemetry.js';
import type { DeadLetterSource } from './dead-letter-source.js';
import type { Decide, Decision } from './decision.js';
import type { DeadLetterFilter } from './filter.js';
import { LockedDeadLetters } from './locked-dead-letters.js';
import { accountOf, countMove, noneMoved, type MoveAccount, type MoveCounts, type MoveResult } from './move-account.js';
import { peekDeadLetters } from './peek-dead-letters.js';
import { Transfers } from './transfers.js';

export interface MoveOptions {
  /** Which are meant. Default: all. */
  readonly filter?: DeadLetterFilter | undefined;
  /** How many are meant, where it is known: those behind the last of them are not looked at. Default: it is not known. */
  readonly expected?: number | undefined;
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
  /** Told how many are meant, before the first of them is moved. */
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
  options: Pick<MoveOptions, 'filter' | 'limit' | 'signal' | 'onDeadLetter'>,
): Promise<MoveResult> {
  const { filter = all, signal, limit = Infinity, onDeadLetter } = options;
  const counts = noneMoved();
  for await (const message of peekDeadLetters(source)) {
    if (signal.aborted || movedOf(counts) >= limit) break;
    const account: MoveAccount = filter(message) ? accountOf(decide(message)) : { fate: 'unmatched' };
    countMove(counts, account);
    onDeadLetter?.(message, account);
  }
  return counts;
}

/**
 * Moves dead letters as decided: those that are there and meant when it begins. Each is kept under lock, and its copy leaves
 * together with its removal: in one transaction where the broker has them, else the copy first. One that fails anew
 * meanwhile is not moved a second time by the same run. Messages of a session leave in their order; when one of them cannot
 * be sent, those behind it stay, too.
 *
 * @throws {@link MessagingFailure} if the dead letters cannot be received or nothing can be sent
 */
export async function moveDeadLetters(
  source: DeadLetterSource,
  decide: Decide,
  options: MoveOptions,
): Promise<MoveResult> {
  const counts = noneMoved();
  const meant = await survey(source, options, counts);
  await options.onBegin?.(meant.size);
  if (meant.size === 0) return counts;
  const run = new Run(source, decide, options, counts);
  try {
    await run.through(meant);
    return counts;
  } catch (error) {
    throw explainFailure(error, { action: 'send back the dead letters of', entity: source.name });
  } finally {
    await run.close();
  }
}

/** Sequence numbers of those that are meant. The others are told of. */
async function survey(source: DeadLetterSource, options: MoveOptions, counts: MoveCounts): Promise<Set<string>> {
  const { filter = all, expected = Infinity, signal, onDeadLetter } = options;
  const meant = new Set<string>();
  for await (const message of peekDeadLetters(source)) {
    if (signal.aborted) break;
    if (filter(message)) {
      meant.add(String(message.sequenceNumber));
      if (meant.size >= expected) break;
      continue;
    }
    countMove(counts, { fate: 'unmatched' });
    onDeadLetter?.(message, { fate: 'unmatched' });
  }
  return meant;
}

function all(): boolean {
  return true;
}

function movedOf({ resubmitted, parked }: MoveCounts): number {
  return resubmitted + parked;
}

class Run {
  readonly #transfers: Transfers;
  readonly #deadLetters: LockedDeadLetters;
  readonly #pacer: Pacer | undefined;
  /** Sessions of which one message could not be sent. */
  readonly #brokenSessions = new Set<string>();

  constructor(
    private readonly source: DeadLetterSource,
    private readonly decide: Decide,
    private readonly options: MoveOptions,
    private readonly counts: MoveCounts,
  ) {
    this.#transfers = new Transfers(source, options.log);
    this.#deadLetters = new LockedDeadLetters(source, (receiver) => this.#transfers.of(receiver), options.telemetry);
    this.#pacer = options.rate === undefined ? undefined : new Pacer(options.rate, options.signal);
  }

  /** @param meant sequence numbers; those that it was through with are taken out */
  async through(meant: Set<string>): Promise<void> {
    const { signal, log, rate = Infinity } = this.options;
    let left = this.counts.unmatched + meant.size;
    const most = Math.min(batchSize, Math.max(1, Math.floor(rate * batchTime)));
    while (!signal.aborted && meant.size > 0 && this.#room > 0) {
      // Asked for more than there are, the client waits for the others. What was kept for too long may come again, though.
      const messages = await this.#deadLetters.receive(Math.min(most, Math.max(1, left)));
      if (messages === undefined) {
        this.counts.notReceived = meant.size;
        log.warn({ entity: this.source.name, notReceived: meant.size }, 'dead letters that somebody else holds stay');
        return;
      }
      left -= messages.length;
      await this.#treat(messages.filter(({ sequenceNumber }) => meant.delete(String(sequenceNumber))));
    }
  }

  close(): Promise<void> {
    return this.#deadLetters.close();
  }

  /** How many more may be moved. */
  get #room(): number {
    return (this.options.limit ?? Infinity) - movedOf(this.counts);
  }

  async #treat(messages: readonly ServiceBusReceivedMessage[]): Promise<void> {
    for (let next = 0; next < messages.length && this.#room > 0;) {
      // Each moves one message at the most.
      const some = messages.slice(next, next + this.#room);
      next += some.length;
      await this.#treatTogether(some);
    }
  }

  async #treatTogether(messages: readonly ServiceBusReceivedMessage[]): Promise<void> {
    const sessions = new Map<string, Promise<void>>();
    const each = messages.map((message) => {
      const { sessionId } = message;
      if (sessionId === undefined) return this.#treatOne(message);
      const one = (sessions.get(sessionId) ?? Promise.resolve()).then(() => this.#treatOne(message));
      sessions.set(sessionId, one);
      return one;
    });
    const failed = (await Promise.allSettled(each)).find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  async #treatOne(message: ServiceBusReceivedMessage): Promise<void> {
    const decision = this.decide(message);
    if (decision.kind === 'stay') return this.#stays(message, accountOf(decision));
    if (message.sessionId !== undefined && this.#brokenSessions.has(message.sessionId)) {
      const problem = 'one before it in its session could not be sent';
      return this.#stays(message, { ...accountOf(decision), fate: 'failed', problem });
    }
    // Whoever is told to stop while it waits for its turn has done nothing with this one.
    await this.#pacer?.take();
    if (this.options.signal.aborted) return this.#deadLetters.keep(message);
    await this.#move(message, decision);
  }

  async #move(message: ServiceBusReceivedMessage, decision: Decision & { kind: 'send' }): Promise<void> {
    const { destination, copy } = decision;
    const { log } = this.options;
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
    this.#tell(message, accountOf(decision));
  }

  #stays(message: ServiceBusReceivedMessage, account: MoveAccount): void {
    this.#deadLetters.keep(message);
    this.#tell(message, account);
  }

  #tell(message: ServiceBusReceivedMessage, account: MoveAccount): void {
    countMove(this.counts, account);
    this.options.onDeadLetter?.(message, account);
  }
}
