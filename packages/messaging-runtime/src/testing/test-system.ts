import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBroker, type Broker, type Clock } from '@ams/local-broker';
import type { QueueDefinition } from '@ams/service-bus-model';
import { serializeOutputs, stackName } from '@ams/stack-outputs';
import type { ServiceBusClient } from '@azure/service-bus';
import { execute, type CommandFactory, type ExitCode } from '../cli/run-app.js';
import { connect } from '../connection.js';
import { testOutputs } from './test-outputs.js';
import { testTopology } from './test-topology.js';

export interface TestSystemOptions {
  /** What is to be different about the queue `orders`. */
  readonly orders?: Partial<QueueDefinition>;
  /** Whether all entities are partitioned, as the stack has them where the tier leaves the choice. Default: none is. */
  readonly partitioned?: boolean;
  /** Clock of the broker. Default: the machine's. */
  readonly clock?: Clock;
}

/** How an app ended, and what it wrote. */
export interface AppRun {
  readonly exitCode: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** A messaging system of its own, in this process, for one test. */
export interface TestSystem {
  readonly broker: Broker;
  /** Connected with the key that may do everything. */
  readonly client: ServiceBusClient;
  /** Folder for files of the test, gone with the system. */
  readonly folder: string;
  /** The system's outputs, as a deployed stack's. */
  readonly outputsFile: string;
  /**
   * Runs an app's command to its end against this system.
   *
   * @param signal stops it, as SIGTERM would
   */
  readonly run: (create: CommandFactory, args: readonly string[], signal?: AbortSignal) => Promise<AppRun>;
  readonly close: () => Promise<void>;
}

/** Starts a local broker in memory with the entities of {@link testTopology}, and writes its outputs. */
export async function startTestSystem({ orders, partitioned, clock }: TestSystemOptions = {}): Promise<TestSystem> {
  const broker = await startBroker({ topology: testTopology(orders, partitioned), clock });
  const client = connect(broker.connectionString());
  const folder = mkdtempSync(join(tmpdir(), 'messaging-test-'));
  const outputsFile = join(folder, 'outputs.local.json');
  writeFileSync(outputsFile, serializeOutputs(stackName('local'), testOutputs(broker)));
  return {
    broker,
    client,
    folder,
    outputsFile,
    run: async (create, args, signal = new AbortController().signal) => {
      const stdout: string[] = [];
      const stderr: string[] = [];
      const exitCode = await execute(create, ['--outputs', outputsFile, '--log-level', 'silent', ...args], {
        signal,
        print: (line) => stdout.push(line),
        report: (line) => stderr.push(line),
      });
      return { exitCode, stdout: stdout.join('\n'), stderr: stderr.join('\n') };
    },
    close: async () => {
      await client.close();
      await broker.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
