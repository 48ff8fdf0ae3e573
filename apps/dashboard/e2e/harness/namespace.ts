import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AdjustableClock, type Broker, startBroker } from '@ams/local-broker';
import { connect } from '@ams/messaging-runtime';
import { testOutputs } from '@ams/messaging-runtime/testing';
import type { Topology } from '@ams/service-bus-model';
import { type Environment, serializeOutputs, stackName } from '@ams/stack-outputs';
import type { ServiceBusClient } from '@azure/service-bus';

import { stageTopology } from './topology.js';

/** A broker with messages on disk, which can go away and come back as it was. */
export interface Namespace {
  readonly broker: Broker;
  /** Runs with the machine's time, and can be turned forward: for alerts, locks and schedules. */
  readonly clock: AdjustableClock;
  /** Connected with the key that may do everything. */
  readonly client: ServiceBusClient;
  /** Writes the outputs of an environment. @returns the file */
  writeOutputs(environment: Environment, changes?: { readonly manageConnectionString?: string }): Promise<string>;
  /** Stops the broker, and with it all connections to it. */
  stop(): Promise<void>;
  /** Starts it again, on the same port, with its messages and keys. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface NamespaceOptions {
  /** Default: {@link stageTopology} */
  readonly topology?: Topology | undefined;
  /** Default: one that runs with the machine's. */
  readonly clock?: AdjustableClock;
}

export async function startNamespace({
  topology = stageTopology(),
  clock = new AdjustableClock(),
}: NamespaceOptions = {}): Promise<Namespace> {
  const folder = await mkdtemp(join(tmpdir(), 'dashboard-e2e-'));
  const start = (port: number): Promise<Broker> =>
    startBroker({ topology, clock, port, dataDirectory: join(folder, 'data') });
  let broker = await start(0);
  let client = connect(broker.connectionString());
  const stop = async (): Promise<void> => {
    await client.close();
    await broker.close();
  };
  return {
    clock,
    get broker() {
      return broker;
    },
    get client() {
      return client;
    },
    async writeOutputs(environment, changes) {
      const file = join(folder, `outputs.${environment}.json`);
      const outputs = { ...testOutputs(broker), namespaceName: topology.namespace.name, ...changes };
      await writeFile(file, serializeOutputs(stackName(environment), outputs));
      return file;
    },
    stop,
    async restart() {
      broker = await start(broker.port);
      client = connect(broker.connectionString());
    },
    async close() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
