import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { NotSentError, problemOf } from '../errors.js';
import type { Logger } from '../logger.js';
import type { CompleteAndSend, Outgoing } from '../processing/complete-and-send.js';
import { codecOf, deliveryOf, encoderOf, endpointOf, putToken } from './client-internals.js';
import { ConnectionTransactions, type Destination } from './connection-transactions.js';
import { orNotSent } from './or-not-sent.js';
import { partitionKeyOf, withViaPartitionKey, partitionsOf } from './partition-keys.js';
import { NoTransactionsError, TransactionRefusal } from './refusal.js';
import { sendThenComplete } from './send-then-complete.js';

export interface TransactionalCompletionOptions {
  /** The client that the receiver was made by: its connection carries the transactions. */
  readonly client: ServiceBusClient;
  readonly receiver: Pick<ServiceBusReceiver, 'entityPath' | 'completeMessage'>;
  /**
   * Clients whose keys may send to other entities, by the entity's name, of the same namespace. They need not be connected,
   * and are where there are no transactions. Entities that are not here are sent to with the right of `client`.
   */
  readonly destinations?: Readonly<Record<string, ServiceBusClient>>;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Completes messages and sends others in one transaction of Service Bus: to the queue or topic that the messages came
 * from, or by way of it to others. The client must have the right to send to the former in both cases.
 *
 * Where the broker has no transactions (the Basic tier), and for messages without a partition key of a partitioned queue
 * or topic, it sends first and completes then, and says so once: whoever dies between the two has sent something for
 * messages that come again.
 *
 * What it throws is the client's own: `MessageLockLost` if a lock has expired, `NotSentError` if nothing could be sent and
 * the messages are still locked, and `TransactionInDoubtError` if the connection was lost during the commit.
 *
 * @example
 * const completeAndSend = transactionalCompletion({ client, receiver, destinations: { insights }, log });
 * await runProcessor({ receiver, completeAndSend, handler: (message, context) => context.send({ entity, message: next }) });
 */
export function transactionalCompletion(options: TransactionalCompletionOptions): CompleteAndSend {
  const { receiver, log } = options;
  const routes = new Routes(options);
  const plain = sendThenComplete({ createSender: (entity) => routes.clientFor(entity).createSender(entity) }, receiver);
  const told = new Set<string>();
  let hasTransactions = true;

  const tellOnce = (reason: string): void => {
    if (told.has(reason)) return;
    told.add(reason);
    log.warn({ entity: receiver.entityPath, reason }, 'no transaction: sent first, completed then');
  };

  return async (messages, sends) => {
    if (!hasTransactions) return plain(messages, sends);
    const isOfOnePartition = partitionsOf(messages).size < 2;
    if (isOfOnePartition) {
      try {
        return await transact(routes, messages, sends);
      } catch (error) {
        if (error instanceof NoTransactionsError) hasTransactions = false;
        else if (!isForbiddenInTransactions(error)) throw error;
        tellOnce(problemOf(error));
      }
    } else {
      tellOnce('the messages are of several partitions');
    }
    return plain(messages, sends);
  };
}

async function transact(
  routes: Routes,
  messages: readonly ServiceBusReceivedMessage[],
  sends: readonly Outgoing[],
): Promise<void> {
  const deliveries = messages.map(deliveryOf);
  const [first] = deliveries;
  if (first === undefined) return;
  const codec = codecOf(routes.client);
  const viaKey = partitionKeyOf(messages);
  const encoded = sends.map(async ({ entity, message }) => {
    const to = routes.to(entity);
    const bytes = await orNotSent(entity, routes.encode(entity, message));
    const passesThrough = viaKey !== undefined && to.entity !== to.via;
    return { to, bytes: passesThrough ? withViaPartitionKey(codec, bytes, viaKey) : bytes };
  });
  await ConnectionTransactions.of(first.link.connection, codec).commit(deliveries, await Promise.all(encoded));
}

/** What is sent may be all right, and yet not together with what is completed: a key is missing. Nothing was settled. */
function isForbiddenInTransactions(error: unknown): boolean {
  if (!(error instanceof NotSentError)) return false;
  const { cause } = error;
  return cause instanceof TransactionRefusal && cause.condition === 'amqp:not-allowed';
}

/** Ways to the entities that are sent to. */
class Routes {
  readonly client: ServiceBusClient;
  readonly #destinations: Readonly<Record<string, ServiceBusClient>>;
  readonly #via: string;
  readonly #routes = new Map<string, Destination>();
  readonly #encoders = new Map<string, ReturnType<typeof encoderOf>>();

  constructor({ client, receiver, destinations = {} }: TransactionalCompletionOptions) {
    this.client = client;
    this.#destinations = destinations;
    this.#via = topLevelEntityOf(receiver.entityPath);
  }

  clientFor(entity: string): ServiceBusClient {
    return this.#destinations[entity] ?? this.client;
  }

  to(entity: string): Destination {
    let route = this.#routes.get(entity);
    if (route === undefined) {
      route = this.#make(entity);
      this.#routes.set(entity, route);
    }
    return route;
  }

  /** As the client would send it. */
  async encode(entity: string, message: Outgoing['message']): Promise<Buffer> {
    let encode = this.#encoders.get(entity);
    if (encode === undefined) {
      encode = encoderOf(this.clientFor(entity).createSender(entity));
      this.#encoders.set(entity, encode);
    }
    return encode(message);
  }

  #make(entity: string): Destination {
    const client = this.client;
    const entitled = this.clientFor(entity);
    const via = this.#via;
    if (endpointOf(entitled) !== endpointOf(client)) {
      throw new NoTransactionsError(`${entity} is in another namespace than ${via}`);
    }
    return {
      via,
      entity,
      authorize: async () => {
        const renewals = [putToken(client, client, via)];
        if (entity !== via) renewals.push(putToken(client, entitled, entity));
        return Math.min(...(await Promise.all(renewals)));
      },
    };
  }
}

/** The queue or topic that a queue, a subscription or a dead-letter sub-queue belongs to. */
function topLevelEntityOf(entityPath: string): string {
  return entityPath.replace(/\/(subscriptions\/[^/]+|\$.*)(\/\$.*)?$/i, '');
}
