import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { problemOf } from '../../errors.js';
import type { SessionReceiver } from './session-source.js';

/**
 * The messages of a session, one after the other: the broker is asked for the next one only when the one before may be
 * followed by it. So what is abandoned comes again before all others, and nothing has to be put back in order.
 */
export class SessionMessages {
  readonly #receiver: Pick<SessionReceiver, 'subscribe'>;
  readonly #onBroken: (problem: string) => void;
  #arrived: ServiceBusReceivedMessage | undefined;
  /** The credit of the message before: the client gives it back to the broker when this is called. */
  #giveBack: (() => void) | undefined;
  #isClosed = false;
  #wake: (() => void) | undefined;

  /** @param onBroken told when the link has ended. The client does not open that of a session again */
  constructor(receiver: Pick<SessionReceiver, 'subscribe'>, onBroken: (problem: string) => void) {
    this.#receiver = receiver;
    this.#onBroken = onBroken;
  }

  /** Asks the broker for the first one. */
  start(): void {
    this.#receiver.subscribe(
      {
        processMessage: (message) => {
          this.#arrived = message;
          this.wake();
          return new Promise((giveBack) => {
            this.#giveBack = giveBack;
          });
        },
        processError: ({ error }) => {
          if (!this.#isClosed) this.#onBroken(problemOf(error));
          return Promise.resolve();
        },
      },
      { maxConcurrentCalls: 1, autoCompleteMessages: false },
    );
  }

  /** Asks the broker for the one after that which came last. */
  askForNext(): void {
    this.#giveBack?.();
    this.#giveBack = undefined;
  }

  /**
   * The next message.
   *
   * @param patience tells how many milliseconds more to wait, by how many have passed; asked again when they have, and
   *   when it is woken. 0 ends it
   * @returns undefined if none has come
   */
  async next(patience: (waited: number) => number): Promise<ServiceBusReceivedMessage | undefined> {
    const since = performance.now();
    while (this.#arrived === undefined) {
      const wait = patience(performance.now() - since);
      if (wait <= 0) return undefined;
      await this.#sleep(wait);
    }
    const message = this.#arrived;
    this.#arrived = undefined;
    return message;
  }

  /** Has {@link next} look again at how long it may wait. */
  wake(): void {
    this.#wake?.();
  }

  /** Whatever is heard from now on comes of the receiver's being closed. */
  close(): void {
    this.#isClosed = true;
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      // Timers come before the network: after a pause of the whole process there may be a message that nobody has read.
      const timer = setTimeout(() => setImmediate(resolve), milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
