import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AdjustableClock, startBroker, type Broker } from '@ams/local-broker';
import { connect } from '@ams/messaging-runtime';
import { defineQueue, defineTopology } from '@ams/service-bus-model';
import { serializeOutputs, stackName } from '@ams/stack-outputs';
import type { ServiceBusClient, ServiceBusReceiver } from '@azure/service-bus';

const deadLetters = 300;
/** Milliseconds between the first message that a process moves and its death, at most. */
const longestLife = 60;

/** More than the longest lock, so that what a dead process held can be had again. */
const lockTime = 61_000;

const root = join(import.meta.dirname, '..');

let folder: string;
let clock: AdjustableClock;
let broker: Broker;
let client: ServiceBusClient;

async function start(partitioningEnabled: boolean): Promise<void> {
  const authorizationRules = [{ name: 'reprocessor', rights: ['Listen', 'Send'] }] as const;
  const topology = defineTopology({
    namespace: { name: 'messaging-test' },
    queues: [
      defineQueue({ name: 'orders', partitioningEnabled, authorizationRules }),
      defineQueue({ name: 'parked', authorizationRules }),
    ],
  });
  folder = mkdtempSync(join(tmpdir(), 'killed-test-'));
  clock = new AdjustableClock();
  broker = await startBroker({ topology, clock, dataDirectory: join(folder, 'broker') });
  client = connect(broker.connectionString());
  const key = (entityPath: string) => broker.connectionString({ entityPath, name: 'reprocessor' });
  const outputs = {
    queueName: 'orders',
    queueReprocessConnectionString: key('orders'),
    parkingQueueName: 'parked',
    parkingSendConnectionString: key('parked'),
  };
  writeFileSync(join(folder, 'outputs.json'), serializeOutputs(stackName('local'), outputs));
}

afterEach(async () => {
  await client.close();
  await broker.close();
  rmSync(folder, { recursive: true, force: true });
});

/** @param resubmits how often they were sent back before */
async function deadLetterAll(resubmits = 0): Promise<void> {
  const ids = Array.from({ length: deadLetters }, (_, index) => `A-${index}`);
  const applicationProperties = { resubmit_count: resubmits };
  await client
    .createSender('orders')
    .sendMessages(ids.map((messageId) => ({ messageId, body: messageId, applicationProperties })));
  const receiver = client.createReceiver('orders');
  for (let done = 0; done < deadLetters;) {
    const messages = await receiver.receiveMessages(deadLetters - done);
    await Promise.all(messages.map((message) => receiver.deadLetterMessage(message)));
    done += messages.length;
  }
  await receiver.close();
}

/** A reprocessor of its own that is killed while it works; one that comes to its end is left to it. */
async function reprocessAndDie(life: number): Promise<void> {
  const before = broker.counts('orders').deadLettered;
  const options = ['--outputs', join(folder, 'outputs.json'), '--source', 'queue', '--rate', '400', '--park'];
  const program = ['--conditions=@ams/source', '--import', 'tsx', 'src/main.ts', ...options];
  const child = spawn(process.execPath, program, { cwd: root, stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (broker.counts('orders').deadLettered === before && child.exitCode === null) await pause(2);
  await pause(life);
  child.kill('SIGKILL');
  await ended;
  clock.advance(lockTime);
}

/** How often each id is there, as message, as dead letter or parked. */
async function occurrences(): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const countIn = async (receiver: ServiceBusReceiver, count: number): Promise<void> => {
    for (let left = count; left > 0;) {
      const messages = await receiver.receiveMessages(left);
      for (const { messageId } of messages) found.set(String(messageId), (found.get(String(messageId)) ?? 0) + 1);
      await Promise.all(messages.map((message) => receiver.completeMessage(message)));
      left -= messages.length;
    }
    await receiver.close();
  };
  const { active, deadLettered } = broker.counts('orders');
  await countIn(client.createReceiver('orders'), active);
  await countIn(client.createReceiver('orders', { subQueueType: 'deadLetter' }), deadLettered);
  await countIn(client.createReceiver('parked'), broker.counts('parked').active);
  return found;
}

test.each([
  ['sent back', 20, 0, 'orders'],
  // By way of one entity to another.
  ['parked', 10, 3, 'parked'],
])(
  'killed at any moment while they are %s, each message is in exactly one place',
  async (_, kills, resubmits, destination) => {
    await start(false);
    await deadLetterAll(resubmits);
    for (let kill = 0; kill < kills; kill += 1) await reprocessAndDie(Math.random() * longestLife);
    const moved = broker.counts(destination).active;
    expect(moved).toBeGreaterThan(0);
    expect(moved + broker.counts('orders').deadLettered).toBe(deadLetters);
    const found = await occurrences();
    expect(found.size).toBe(deadLetters);
    expect([...found].filter(([, count]) => count !== 1)).toEqual([]);
  },
  240_000,
);

test('without transactions, as for messages without a key of a partitioned queue, none is lost', async () => {
  await start(true);
  await deadLetterAll();
  for (let kill = 0; kill < 5; kill += 1) await reprocessAndDie(Math.random() * longestLife);
  // One that was sent when its process died, and not removed, is there once more, with the same id.
  const found = await occurrences();
  expect(found.size).toBe(deadLetters);
}, 120_000);
