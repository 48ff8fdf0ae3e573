import type { ServiceBusMessage, ServiceBusMessageBatch, ServiceBusSender } from '@azure/service-bus';
import { problemOf } from '../errors.js';
import type { Batch, Refusal } from './send-batch.js';

/** Where empty batches come from. */
export type BatchSource = Pick<ServiceBusSender, 'createMessageBatch'>;

/** Packs messages into batches. */
export interface Packer {
  /** Packs one more message, and returns the batches that this filled: at once, as long as there is nothing to wait for. */
  readonly add: (message: ServiceBusMessage) => readonly Batch[] | Promise<readonly Batch[]>;
  /** What is packed and not yet returned, however little it is. More may be added afterwards. */
  readonly flush: () => readonly Batch[];
  /** What is packed and not yet returned, in bytes. */
  readonly bytes: number;
}

/**
 * Largest batch, whatever the link says: on Premium a single message may have up to 100 MB, a batch only 1 MB
 * ("Service Bus quotas", learn.microsoft.com), and the link tells of the message alone.
 */
const maxBatchBytes = 1024 * 1024;

/** What adding a message returns most of the time. */
export const noBatches: readonly Batch[] = [];

/** Packs messages into batches that the link takes, one after the other. */
export class BatchBuilder implements Packer {
  readonly #source: BatchSource;
  readonly #maxMessages: number;
  readonly #refuse: (refusal: Refusal) => void;
  #current: ServiceBusMessageBatch | undefined;
  #messages: ServiceBusMessage[] = [];

  /** @param refuse told of each message that fits no batch or cannot be encoded */
  constructor(source: BatchSource, maxMessages: number, refuse: (refusal: Refusal) => void) {
    this.#source = source;
    this.#maxMessages = maxMessages;
    this.#refuse = refuse;
  }

  get bytes(): number {
    return this.#messages.length === 0 ? 0 : (this.#current?.sizeInBytes ?? 0);
  }

  add(message: ServiceBusMessage): readonly Batch[] | Promise<readonly Batch[]> {
    const batch = this.#current;
    if (batch === undefined) return this.#startWith(message);
    if (this.#tryAdd(batch, message)) return this.#messages.length < this.#maxMessages ? noBatches : this.flush();
    return this.#addToNext(message);
  }

  flush(): readonly Batch[] {
    const messages = this.#messages;
    const packed = this.#current;
    if (messages.length === 0 || packed === undefined) return noBatches;
    this.#messages = [];
    this.#current = undefined;
    return [{ messages, packed }];
  }

  async #startWith(message: ServiceBusMessage): Promise<readonly Batch[]> {
    this.#current = await emptyBatch(this.#source);
    return this.add(message);
  }

  async #addToNext(message: ServiceBusMessage): Promise<readonly Batch[]> {
    const filled = this.flush();
    const next = await emptyBatch(this.#source);
    this.#current = next;
    if (this.#tryAdd(next, message))
      return this.#messages.length < this.#maxMessages ? filled : [...filled, ...this.flush()];
    const alone = await this.#packAlone(message);
    return alone === undefined ? filled : [...filled, alone];
  }

  /** Whether the message is dealt with: packed, or refused since no batch could ever hold it. */
  #tryAdd(batch: ServiceBusMessageBatch, message: ServiceBusMessage): boolean {
    try {
      if (!batch.tryAddMessage(message)) return false;
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
