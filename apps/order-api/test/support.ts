import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBroker, type Broker } from '@ams/local-broker';
import { connect, createLogger } from '@ams/messaging-runtime';
import { testTopology } from '@ams/messaging-runtime/testing';
import type { ServiceBusClient, ServiceBusReceivedMessage } from '@azure/service-bus';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { Counts } from '../src/counts.js';
import { DirectIntake } from '../src/direct/direct-intake.js';
import { createOrderApi, type OrderApiOptions } from '../src/http/order-api.js';
import type { Intake } from '../src/orders/intake.js';
import { openOutbox } from '../src/outbox/open-outbox.js';
import { OutboxIntake } from '../src/outbox/outbox-intake.js';
import { Outbox } from '../src/outbox/outbox.js';
import { orderQueues, type OrderQueues } from '../src/publishing/order-queues.js';

export const silent = createLogger('order-api', 'silent');

/** A broker that keeps its messages when it is restarted, and an API in front of it. */
export interface Bench {
  readonly broker: () => Broker;
  readonly api: FastifyInstance;
  readonly intake: Intake;
  readonly counts: Counts;
  readonly queues: OrderQueues;
  readonly post: (body: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
  readonly get: (url: string) => Promise<Answer>;
  readonly inject: (request: InjectOptions) => Promise<Answer>;
  readonly stopBroker: () => Promise<void>;
  readonly startBroker: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export interface BenchOptions extends Partial<Pick<OrderApiOptions, 'bySession' | 'maxEventLoopDelay'>> {
  /** Default: true. */
  readonly outbox?: boolean;
  readonly limit?: number;
}

export async function startBench({ outbox = true, limit = 1_000, ...api }: BenchOptions = {}): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'order-api-test-'));
  const topology = testTopology({ requiresDuplicateDetection: true });
  const start = (port = 0) => startBroker({ topology, dataDirectory: join(folder, 'broker'), port });
  let broker = await start();
  const { port } = broker;
  const accessTo = (entityPath: string) => ({
    connectionString: broker.connectionString({ entityPath, name: 'producer' }),
  });
  const queues = orderQueues({
    orders: { entity: 'orders', access: accessTo('orders') },
    sessions: { entity: 'customer-orders', access: accessTo('customer-orders') },
  });
  const counts = new Counts();
  const shared = { queues, counts, log: silent };
  const openIntake = () =>
    new OutboxIntake({
      ...shared,
      outbox: new Outbox(openOutbox(join(folder, 'outbox.db')), { limit, memory: 60_000 }),
    });
  const intake: Intake = outbox ? openIntake() : new DirectIntake(shared);
  const app = await createOrderApi({ intake, counts, log: silent, ...api });
  const inject = async (request: InjectOptions): Promise<Answer> => {
    const { statusCode, headers, payload } = await app.inject(request);
    return { status: statusCode, headers, body: payload === '' ? undefined : (JSON.parse(payload) as unknown) };
  };
  return {
    broker: () => broker,
    api: app,
    intake,
    counts,
    queues,
    inject,
    post: (body, headers = {}) =>
      inject({
        method: 'POST',
        url: '/orders',
        payload: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
    get: (url) => inject({ method: 'GET', url }),
    stopBroker: () => broker.close(),
    startBroker: async () => {
      broker = await start(port);
    },
    close: async () => {
      await app.close();
      await intake.close(0);
      await broker.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until a queue has so many messages, looking between turns of the event loop. */
export async function untilActive(broker: () => Broker, entity: string, count: number): Promise<void> {
  while (broker().counts(entity).active < count) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Takes so many messages of the queue of orders. */
export async function takeOrders(broker: Broker, count: number): Promise<readonly ServiceBusReceivedMessage[]> {
  const client = connect(broker.connectionString());
  try {
    const receiver = client.createReceiver('orders', { receiveMode: 'receiveAndDelete' });
    const messages: ServiceBusReceivedMessage[] = [];
    while (messages.length < count) messages.push(...(await receiver.receiveMessages(count - messages.length)));
    return messages;
  } finally {
    await client.close();
  }
}

/** Takes so many messages of one customer. */
export async function takeSession(
  client: ServiceBusClient,
  sessionId: string,
  count: number,
): Promise<readonly ServiceBusReceivedMessage[]> {
  const receiver = await client.acceptSession('customer-orders', sessionId, { receiveMode: 'receiveAndDelete' });
  const messages: ServiceBusReceivedMessage[] = [];
  while (messages.length < count) messages.push(...(await receiver.receiveMessages(count - messages.length)));
  await receiver.close();
  return messages;
}

/** Takes all messages that there are of one customer. */
export async function takeWholeSession(
  client: ServiceBusClient,
  sessionId: string,
): Promise<readonly ServiceBusReceivedMessage[]> {
  const receiver = await client.acceptSession('customer-orders', sessionId, { receiveMode: 'receiveAndDelete' });
  const messages: ServiceBusReceivedMessage[] = [];
  for (;;) {
    const more = await receiver.receiveMessages(1_000, { maxWaitTimeInMs: 500 });
    if (more.length === 0) break;
    messages.push(...more);
  }
  await receiver.close();
  return messages;
}
