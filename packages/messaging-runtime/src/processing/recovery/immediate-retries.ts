import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { HandlerContext } from '../handler-context.js';
import type { MessageHandler } from '../message-handler.js';

export interface ImmediateRetryOptions {
  /** How often a handler that failed is called again. */
  readonly count: number;
  /** Milliseconds before each. */
  readonly pause: number;
  /** Whether calling it again at once is of no use. */
  readonly isFinal: (error: unknown) => boolean;
}

/**
 * Calls a handler again that failed, in the same delivery, and counts how often it failed. A message that succeeds at
 * once costs nothing but the call.
 */
export class ImmediateRetries {
  readonly #options: ImmediateRetryOptions;
  /** How often the handler failed over a message in its present delivery, where that is more than once. */
  readonly #failures = new WeakMap<ServiceBusReceivedMessage, number>();
  #retried = 0;

  constructor(options: ImmediateRetryOptions) {
    this.#options = options;
  }

  /** How often a handler was called again. */
  get retried(): number {
    return this.#retried;
  }

  /** How often a handler failed over this delivery of a message, once it has. */
  failuresOf(message: ServiceBusReceivedMessage): number {
    return this.#failures.get(message) ?? 1;
  }

  /** The handler, with its retries. */
  around(handler: MessageHandler): MessageHandler {
    if (this.#options.count === 0) return handler;
    return (message, context) => {
      try {
        const work = handler(message, context);
        if (work === undefined) return;
        return Promise.resolve(work).catch((error: unknown) => this.#again(handler, message, context, error));
      } catch (error) {
        return this.#again(handler, message, context, error);
      }
    };
  }

  async #again(
    handler: MessageHandler,
    message: ServiceBusReceivedMessage,
    context: HandlerContext,
    firstError: unknown,
  ): Promise<void> {
    let error = firstError;
    for (let retry = 1; retry <= this.#options.count; retry += 1) {
      if (this.#options.isFinal(error) || !(await this.#mayGoOn(context))) break;
      context.discardSends();
      this.#retried += 1;
      try {
        await handler(message, context);
        return;
      } catch (next) {
        error = next;
        this.#failures.set(message, retry + 1);
      }
    }
    throw error;
  }

  /** Waits as long as it has to. @returns whether the handler's work is still wanted then */
  async #mayGoOn({ signal }: HandlerContext): Promise<boolean> {
    if (this.#options.pause > 0) await pause(this.#options.pause, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  }
}
