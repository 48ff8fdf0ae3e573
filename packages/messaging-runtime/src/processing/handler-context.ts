import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { Logger } from '../logger.js';
import type { Outgoing } from './complete-and-send.js';
import type { Interruption } from './interruption.js';

/** What a handler is given beside its message. Each part is made when it is first asked for, and costs nothing until then. */
export interface HandlerContext {
  /**
   * Fires when going on is of no use: the lock was lost, or the processor has been told to stop and its stop deadline has
   * passed. Its `reason` is a {@link LockLostError} or a {@link StopDeadlineError}.
   */
  readonly signal: AbortSignal;
  /** A logger that adds the message's id, delivery count and session to each line. */
  readonly log: Logger;
  /**
   * Has a message sent together with the completion of the one being handled: in one transaction, where the broker has
   * them. It is not sent if the handler fails.
   *
   * @throws Error if the handler has ended already
   */
  send(outgoing: Outgoing): void;
  /** What was given to {@link send} so far. */
  readonly sends: readonly Outgoing[];
  /** Forgets what was given to {@link send} so far: for whoever calls a handler again in the same delivery. */
  discardSends(): void;
}

const nothing: readonly Outgoing[] = [];

/** The context of whatever a handler is given, one message or a batch. */
export abstract class Context implements HandlerContext {
  readonly #log: Logger;
  #ownLog: Logger | undefined;
  #controller: AbortController | undefined;
  #interruption: Interruption | undefined;
  #sends: Outgoing[] | undefined;
  #hasEnded = false;

  constructor(log: Logger) {
    this.#log = log;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#interruption !== undefined) this.#controller.abort(this.#interruption);
    }
    return this.#controller.signal;
  }

  get log(): Logger {
    this.#ownLog ??= this.#log.child(this.fields());
    return this.#ownLog;
  }

  /** Why its signal has fired, if it has. */
  get interruption(): Interruption | undefined {
    return this.#interruption;
  }

  send(outgoing: Outgoing): void {
    if (this.#hasEnded) {
      throw new Error(
        `too late to send to ${outgoing.entity} with this message: its handler has ended — await what sends before returning`,
      );
    }
    this.#sends ??= [];
    this.#sends.push(outgoing);
  }

  get sends(): readonly Outgoing[] {
    return this.#sends ?? nothing;
  }

  discardSends(): void {
    this.#sends = undefined;
  }

  /** Fires the signal. Only the first reason counts. */
  interrupt(why: Interruption): void {
    if (this.#interruption !== undefined) return;
    this.#interruption = why;
    this.#controller?.abort(why);
  }

  /**
   * The handler has ended.
   *
   * @returns what it wants to be sent
   */
  end(): readonly Outgoing[] | undefined {
    this.#hasEnded = true;
    return this.#sends;
  }

  /** What each line of its log says. */
  protected abstract fields(): Record<string, unknown>;
}

/** The context of one message. */
export class MessageContext extends Context {
  readonly #message: ServiceBusReceivedMessage;

  constructor(message: ServiceBusReceivedMessage, log: Logger) {
    super(log);
    this.#message = message;
  }

  protected override fields(): Record<string, unknown> {
    const { messageId, deliveryCount, sessionId } = this.#message;
    return { messageId, deliveryCount, ...(sessionId === undefined ? {} : { sessionId }) };
  }
}
