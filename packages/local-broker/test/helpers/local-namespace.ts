import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defineTopology, type QueueDefinition, type Topology, type TopicDefinition } from '@ams/service-bus-model';
import { ServiceBusClient, type ServiceBusClientOptions } from '@azure/service-bus';

import {
  type AccessRuleReference,
  type Broker,
  type BrokerOptions,
  ManualClock,
  startBroker,
} from '../../src/index.js';

/** A running broker with a clock that stands still, and clients of it that are closed with it. */
export interface LocalNamespace {
  readonly broker: Broker;
  readonly clock: ManualClock;
  /** A client with all rights; the same one each time. */
  readonly client: ServiceBusClient;
  /** A client that may do what the rule may. */
  clientOf(rule: AccessRuleReference): ServiceBusClient;
  /** Another client, on a connection of its own. */
  connect(connectionString?: string): ServiceBusClient;
  close(): Promise<void>;
}

/** One failure is the answer: a retry would only make the test wait for it again. */
export const failAtOnce: ServiceBusClientOptions = { retryOptions: { maxRetries: 0, timeoutInMs: 10_000 } };

export async function startNamespace(
  topology: Topology,
  options: Omit<BrokerOptions, 'topology' | 'clock'> = {},
): Promise<LocalNamespace> {
  // The clients' own clock makes their tokens: the broker's begins where theirs stands, and is turned to expire them.
  const clock = new ManualClock(Date.now());
  const { settings, removeDirectory } = withMessageMemory(options);
  const broker = await startBroker({ tokenClock: clock, ...settings, topology, clock });
  const clients: ServiceBusClient[] = [];
  const connect = (connectionString = broker.connectionString()): ServiceBusClient => {
    const client = new ServiceBusClient(connectionString, failAtOnce);
    clients.push(client);
    return client;
  };
  return {
    broker,
    clock,
    client: connect(),
    connect,
    clientOf: (rule) => connect(broker.connectionString(rule)),
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      await broker.close();
      removeDirectory();
    },
  };
}

/**
 * With the environment variable `AMS_TEST_MESSAGE_MEMORY`, a number of bytes, brokers that would keep nothing on disk do,
 * and have no more memory than that for messages: what a test says must hold wherever a message is.
 */
function withMessageMemory<T extends Pick<BrokerOptions, 'dataDirectory'>>(
  options: T,
): { readonly settings: T & Pick<BrokerOptions, 'messageMemory'>; readonly removeDirectory: () => void } {
  const { AMS_TEST_MESSAGE_MEMORY: bytes } = process.env;
  if (bytes === undefined) return { settings: options, removeDirectory: () => undefined };
  const made = mkdtempSync(join(tmpdir(), 'local-broker-'));
  return {
    settings: { ...options, dataDirectory: options.dataDirectory ?? made, messageMemory: Number(bytes) },
    removeDirectory: () => rmSync(made, { recursive: true, force: true }),
  };
}

/** A Standard namespace with these entities. */
export function topologyOf(entities: {
  readonly queues?: readonly QueueDefinition[];
  readonly topics?: readonly TopicDefinition[];
}): Topology {
  return defineTopology({ namespace: { name: 'local-bus' }, ...entities });
}
