import type { ServiceBusMessage, ServiceBusMessageBatch, ServiceBusSender } from '@azure/service-bus';
import { problemOf } from '../errors.js';
import type { Batch, Refusal } from './send-batch.js';

type BatchSource = Pick<ServiceBusSender, 'createMessageBatch'>;

/**
 * Largest batch, whatever the link says: on Premium a single message may have up to 100 MB, a batch only 1 MB
 * ("Service Bus quotas", learn.microsoft.com), and the link tells of the message alone.
 */
const maxBatchBytes = 1024 * 1024;

/** What adding a message returns most of the time. */
export const noBatches: readonly Batch[] = [];

/** Packs messages into batches that the link takes. */
export class BatchBuilder {
  readonly #source: BatchSource;
  readonly #maxMessages: number;
  readonly #refuse: (refusal: Refusal) => void;
  #current: ServiceBusMessageBatch;
  #messages: ServiceBusMessage[] = [];

  private constructor(
    source: BatchSource,
    maxMessages: number,
    refuse: (refusal: Refusal) => void,
    first: ServiceBusMessageBatch,
  ) {
    this.#source = source;
    this.#maxMessages = maxMessages;
    this.#refuse = refuse;
    this.#current = first;
  }

  /** @param refuse told of each message that fits no batch or cannot be encoded */
  static async open(
    source: BatchSource,
    maxMessages: number,
    refuse: (refusal: Refusal) => void,
  ): Promise<BatchBuilder> {
    return new BatchBuilder(source, maxMessages, refuse, await emptyBatch(source));
  }

  /** Packs one more message, and returns the batches that this filled: at once, as long as it fills none. */
  add(message: ServiceBusMessage): readonly Batch[] | Promise<readonly Batch[]> {
    if (!this.#tryAdd(message)) return this.#addToNext(message);
    return this.#messages.length < this.#maxMessages ? noBatches : this.#startNext().then((filled) => [filled]);
  }

  async #addToNext(message: ServiceBusMessage): Promise<readonly Batch[]> {
    const filled = this.#messages.length === 0 ? noBatches : [await this.#startNext()];
    if (filled.length > 0 && this.#tryAdd(message)) return filled;
    const alone = await this.#packAlone(message);
    return alone === undefined ? filled : [...filled, alone];
  }

  /** What is packed and not yet returned. */
  takeRest(): readonly Batch[] {
    const rest = this.#messages;
    this.#messages = [];
    return rest.length === 0 ? [] : [{ messages: rest, packed: this.#current }];
  }

  async #startNext(): Promise<Batch> {
    const filled = { messages: this.#messages, packed: this.#current };
    this.#current = await emptyBatch(this.#source);
    this.#messages = [];
    return filled;
  }

  /** Whether the message is dealt with: packed, or refused since no batch could ever hold it. */
  #tryAdd(message: ServiceBusMessage): boolean {
    try {
      if (!this.#current.tryAddMessage(message)) return false;
      this.#messages.push(message);
    } catch (error) {
      // The client checks lengths and types of properties here.
      this.#refuse({ message, problem: problemOf(error) });
    }
    return true;
  }

  /** A message over the batch limit may still be within the link's, on its own. */
  async #packAlone(message: ServiceBusMessage): Promise<Batch | undefined> {
    const whole = await this.#source.createMessageBatch();
    if (whole.tryAddMessage(message)) return { messages: [message] };
    const { maxSizeInBytes } = whole;
    this.#refuse({ message, problem: `the message is larger than the ${maxSizeInBytes} bytes that the entity takes` });
    return undefined;
  }
}

async function emptyBatch(source: BatchSource): Promise<ServiceBusMessageBatch> {
  const batch = await source.createMessageBatch();
  return batch.maxSizeInBytes <= maxBatchBytes ? batch : source.createMessageBatch({ maxSizeInBytes: maxBatchBytes });
}
