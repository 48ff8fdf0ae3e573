import {
  connect,
  explainFailure,
  problemOf,
  publish,
  type Access,
  type BatchSender,
  type Instrumentation,
  type PublisherInstrumentation,
} from '@ams/messaging-runtime';
import type { ServiceBusClient, ServiceBusMessage } from '@azure/service-bus';
import type { PublishableOrder, Route } from '../orders/new-order.js';
import { orderMessage } from './order-message.js';

/** A queue that orders are published to. */
export interface Destination {
  readonly entity: string;
  readonly access: Access;
  /** Traces and measures what is published. Default: nobody does. */
  readonly telemetry?: Pick<Instrumentation, 'publisher'> | undefined;
}

/** What became of orders that were to be published together. Those in neither list are not known to have arrived. */
export interface Delivery<Order> {
  readonly published: readonly Order[];
  readonly refused: readonly { readonly order: Order; readonly problem: string }[];
  /** Why not all were sent. */
  readonly failure?: Error;
}

export interface ChunkLimits {
  readonly orders: number;
  /** Of their bodies and traces. */
  readonly bytes: number;
}

/**
 * Most orders that are published together. With what surrounds them, those of a session are a single batch on every tier,
 * which is accepted as a whole, so that they never overtake each other. Others go by their partition keys: more of them
 * fill more batches.
 */
export const chunkLimits: Readonly<Record<Route, ChunkLimits>> = {
  orders: { orders: 1_000, bytes: 512 * 1024 },
  sessions: { orders: 200, bytes: 128 * 1024 },
};

/** Customers whose orders are on their way at the same time, and batches of orders that are nobody's. */
const batchesInFlight = 8;

/** Publishes to one queue, and knows whether it can be reached. Connects when first used. */
export class OrderQueue {
  readonly #destination: Destination;
  #client: ServiceBusClient | undefined;
  #sender: BatchSender | undefined;
  #instrumentation: PublisherInstrumentation | undefined;
  #reachable: boolean | undefined;
  #probing: Promise<void> | undefined;
  #problem = '';

  constructor(destination: Destination) {
    this.#destination = destination;
  }

  get entity(): string {
    return this.#destination.entity;
  }

  /** What the last attempt showed; undefined before the first one. */
  get reachable(): boolean | undefined {
    return this.#reachable;
  }

  /** Why the last attempt failed. */
  get problem(): string {
    return this.#problem;
  }

  /** Opens the link, if it is not open, so that {@link reachable} is known. Whoever asks meanwhile waits for the same. */
  probe(): Promise<void> {
    return (this.#probing ??= this.#attempt(async () => void (await this.#open().createMessageBatch())).then(() => {
      this.#probing = undefined;
    }));
  }

  /**
   * One attempt to publish these orders. Orders of one session go together in their sequence; those without session by
   * their partition keys, because a partitioned queue takes no batch of several keys.
   */
  async deliver<Order extends PublishableOrder>(orders: readonly Order[]): Promise<Delivery<Order>> {
    const published: Order[] = [];
    const refused: { order: Order; problem: string }[] = [];
    let failure: Error | undefined;
    const groups = groupsOf(orders);
    while (groups.length > 0 && failure === undefined) {
      const round = groups.splice(0, batchesInFlight);
      await Promise.all(
        round.map(async (group) => {
          const outcome = await this.#deliverGroup(group);
          published.push(...outcome.published);
          refused.push(...outcome.refused);
          failure ??= outcome.failure;
        }),
      );
    }
    return { published, refused, ...(failure === undefined ? {} : { failure }) };
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }

  async #deliverGroup<Order extends PublishableOrder>(group: readonly Order[]): Promise<Delivery<Order>> {
    const orderOf = new Map<ServiceBusMessage, Order>(group.map((order) => [orderMessage(order), order]));
    const published: Order[] = [];
    const refused: { order: Order; problem: string }[] = [];
    const failure = await this.#attempt(async () => {
      await publish(this.#open(), orderOf.keys(), {
        maxMessagesPerBatch: group.length,
        maxBatchesInFlight: batchesInFlight,
        oneKeyPerBatch: true,
        patience: 0,
        instrumentation: this.#instrumentation,
        onAccepted: (messages) => published.push(...ordersOf(messages, orderOf)),
        onRefused: ({ message, problem }) =>
          refused.push(...ordersOf([message], orderOf).map((order) => ({ order, problem }))),
      });
    });
    return { published, refused, ...(failure === undefined ? {} : { failure }) };
  }

  async #attempt(work: () => Promise<void>): Promise<Error | undefined> {
    try {
      await work();
      this.#reachable = true;
      this.#problem = '';
      return undefined;
    } catch (error) {
      const failure = explainFailure(error, { action: 'send to', entity: this.entity });
      this.#reachable = false;
      this.#problem = problemOf(failure);
      return failure;
    }
  }

  #open(): BatchSender {
    if (this.#sender !== undefined) return this.#sender;
    const { access, telemetry } = this.#destination;
    this.#client = connect(access);
    this.#instrumentation = telemetry?.publisher(this.#client.fullyQualifiedNamespace);
    return (this.#sender = this.#client.createSender(this.entity));
  }
}

/** Orders that may share a batch, each group in the sequence that they came in. */
function groupsOf<Order extends PublishableOrder>(orders: readonly Order[]): Order[][] {
  const groups = new Map<string | undefined, Order[]>();
  for (const order of orders) {
    const group = groups.get(order.sessionId);
    if (group === undefined) groups.set(order.sessionId, [order]);
    else group.push(order);
  }
  return [...groups.values()];
}

function ordersOf<Order>(
  messages: readonly ServiceBusMessage[],
  orderOf: ReadonlyMap<ServiceBusMessage, Order>,
): Order[] {
  return messages.flatMap((message) => orderOf.get(message) ?? []);
}
