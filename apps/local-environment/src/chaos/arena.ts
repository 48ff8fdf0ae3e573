import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { AdjustableClock, type Broker } from '@ams/local-broker';
import { loadStackOutputs, type OutputKey } from '@ams/stack-outputs';

import { startLocalNamespace } from '../local-namespace.js';
import { sequencesIn } from '../sequences.js';
import { AppUnderTest, type Ending } from './app-under-test.js';
import { Insights } from './insights.js';
import { Network } from './network.js';
import { type ProcessingRecord, readProcessings, recordOf } from './processing-record.js';

/** More than the longest lock of the stack, in milliseconds. */
const lockTime = 61_000;

const needs = [
  'queueName',
  'topicName',
  'billingSubscriptionName',
  'analyticsSubscriptionName',
  'insightsTopicName',
  'reportsSubscriptionName',
  'sessionQueueName',
] as const satisfies readonly OutputKey[];

/** Entities that consumers of the stack receive from. */
export type Part = 'orders' | 'billing' | 'analytics' | 'customer-orders';

/** How each is consumed. */
const consumerOf: Readonly<Record<Part, readonly [app: string, ...args: string[]]>> = {
  orders: ['queue-consumer'],
  billing: ['subscription-consumer', '--subscription', 'billing'],
  analytics: ['subscription-consumer', '--subscription', 'analytics'],
  'customer-orders': ['queue-consumer', '--sessions', '8'],
};

/** A running system whose apps are ended and whose network breaks. */
export class Arena {
  readonly violations: string[] = [];
  readonly #apps: AppUnderTest[] = [];
  readonly #ledgers: Record<Part, string[]> = { orders: [], billing: [], analytics: [], 'customer-orders': [] };

  private constructor(
    private readonly root: string,
    private readonly folder: string,
    private readonly broker: Broker,
    private readonly paths: Readonly<Record<Part, string>>,
    private readonly clock: AdjustableClock,
    readonly insights: Insights,
    readonly network: Network,
  ) {}

  /** @param folder for all that is written. */
  static async open(root: string, folder: string): Promise<Arena> {
    const clock = new AdjustableClock();
    const outputsFile = join(folder, 'outputs.local.json');
    const dataDirectory = join(folder, 'broker');
    const { broker } = await startLocalNamespace({ root, port: 0, dataDirectory, outputsFile, clock });
    const network = await Network.open(broker.port);
    const text = await readFile(outputsFile, 'utf8');
    await writeFile(outputsFile, text.replaceAll(`localhost:${broker.port}`, `localhost:${network.port}`));
    const outputs = loadStackOutputs({
      environment: 'local',
      file: outputsFile,
      env: {},
      needs,
    });
    const subscription = (name: string): string => `${outputs.topicName}/Subscriptions/${name}`;
    const paths = {
      orders: outputs.queueName,
      billing: subscription(outputs.billingSubscriptionName),
      analytics: subscription(outputs.analyticsSubscriptionName),
      'customer-orders': outputs.sessionQueueName,
    };
    const insights = new Insights(broker.connectionString(), outputs);
    return new Arena(root, folder, broker, paths, clock, insights, network);
  }

  /** @returns the path of a file with that text. */
  async write(name: string, text: string): Promise<string> {
    const file = join(this.folder, name);
    await writeFile(file, text);
    return file;
  }

  active(part: Part): number {
    return this.broker.counts(this.paths[part]).active;
  }

  deadLettered(part: Part): number {
    return this.broker.counts(this.paths[part]).deadLettered;
  }

  start(app: string, ...args: readonly string[]): AppUnderTest {
    return this.#keep(new AppUnderTest(this.root, app, this.#outputsFile, args));
  }

  /** A consumer with a ledger of its own. */
  startConsumer(part: Part, ...args: readonly string[]): AppUnderTest {
    const ledger = join(this.folder, `${part}-${this.#ledgers[part].length + 1}.ndjson`);
    this.#ledgers[part].push(ledger);
    const [app, ...own] = consumerOf[part];
    return this.#keep(new AppUnderTest(this.root, app, this.#outputsFile, [...own, ...args], ledger));
  }

  /** What all consumers of the entity noted. */
  record(part: Part): ProcessingRecord {
    return recordOf(readProcessings(this.#ledgers[part]));
  }

  /** Numbers of the orders of each customer, as all consumers of the queue of sessions noted them. */
  sequences(): ReadonlyMap<string, readonly number[]> {
    return sequencesIn(this.#ledgers['customer-orders']);
  }

  /** Lets every lock expire: also those of consumers that live, whose messages come again like those of the dead. */
  expireLocks(): void {
    this.clock.advance(lockTime);
  }

  /** Puts it down when something is not as it has to be. */
  expect(isTrue: boolean, violation: string): void {
    if (!isTrue) this.violations.push(violation);
  }

  /** An app that was told to stop, or came to its end, has to say that all went well. */
  expectSuccess(app: string, { code, reported }: Ending): void {
    this.expect(code === 0, `${app} ended with exit code ${String(code)}: ${reported.trim().split('\n').at(-1) ?? ''}`);
  }

  async close(): Promise<void> {
    await Promise.all(this.#apps.map((app) => app.kill()));
    await this.insights.close();
    await this.network.close();
    await this.broker.close();
  }

  get #outputsFile(): string {
    return join(this.folder, 'outputs.local.json');
  }

  #keep(app: AppUnderTest): AppUnderTest {
    this.#apps.push(app);
    return app;
  }
}
