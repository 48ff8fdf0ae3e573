import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defineQueue } from '@ams/service-bus-model';
import { ServiceBusClient } from '@azure/service-bus';

import { kill, type RunningBroker, startBrokerProcess } from './helpers/broker-processes.js';
import { failAtOnce, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { receiveExactly, receiveOne, receiveWhatIsThere } from './helpers/receiving.js';

let directory: string;
const processes: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'local-broker-'));
});

afterEach(async () => {
  await Promise.all(processes.splice(0).map(kill));
  rmSync(directory, { recursive: true, force: true });
});

async function startProcess(port = 0): Promise<RunningBroker> {
  const broker = await startBrokerProcess(directory, port);
  processes.push(broker.process);
  return broker;
}

/**
 * Sends numbers from `first` on until the broker is gone; `onAccepted` hears of each that it accepted. What was under way
 * then is left alone: the client would wait for its answer for ten seconds.
 */
async function sendUntilGone(
  { connectionString, process: child }: RunningBroker,
  first: number,
  onAccepted: (n: number) => void,
): Promise<number> {
  const client = new ServiceBusClient(connectionString, failAtOnce);
  const sender = client.createSender('orders');
  let next = first;
  let gone = false;
  const exited = once(child, 'exit');
  const sendOneAfterAnother = async (): Promise<void> => {
    while (!gone) {
      const n = next;
      next += 1;
      try {
        await sender.sendMessages({ body: n });
        onAccepted(n);
      } catch {
        gone = true;
      }
    }
  };
  for (let started = 0; started < 20; started += 1) void sendOneAfterAnother();
  await exited;
  gone = true;
  await client.close();
  return next;
}

async function drain(connectionString: string): Promise<readonly number[]> {
  const client = new ServiceBusClient(connectionString);
  const receiver = client.createReceiver('orders');
  const bodies: number[] = [];
  for (;;) {
    const messages = await receiver.receiveMessages(500, { maxWaitTimeInMs: 2000 });
    if (messages.length === 0) break;
    for (const message of messages) bodies.push(message.body as number);
    await Promise.all(messages.map((message) => receiver.completeMessage(message)));
  }
  await client.close();
  return bodies;
}

describe('a broker that is killed', () => {
  it('in mid-send, several times, has every message that it accepted, once', async () => {
    const accepted: number[] = [];
    let broker = await startProcess();
    const { port } = broker;
    let next = 0;
    for (let round = 1; round <= 3; round += 1) {
      const enough = accepted.length + 200;
      const { process: child } = broker;
      next = await sendUntilGone(broker, next, (n) => {
        accepted.push(n);
        if (accepted.length === enough) child.kill('SIGKILL');
      });
      broker = await startProcess(port);
    }

    const found = await drain(broker.connectionString);

    expect(new Set(found).size).toBe(found.length);
    expect(accepted.length).toBeGreaterThanOrEqual(600);
    expect(accepted.filter((n) => !found.includes(n))).toEqual([]);
  }, 60_000);

  it('does not bring completed messages back, and keeps its keys on the same port', async () => {
    const broker = await startProcess();
    const client = new ServiceBusClient(broker.connectionString, failAtOnce);
    await client.createSender('orders').sendMessages(Array.from({ length: 100 }, (_, index) => ({ body: index })));
    const receiver = client.createReceiver('orders');
    const messages = await receiveExactly(receiver, 60);
    await Promise.all(messages.map((message) => receiver.completeMessage(message)));

    await kill(broker.process);
    await client.close();
    const again = await startProcess(broker.port);

    expect(again.connectionString).toBe(broker.connectionString);
    expect(again.recoveredMessages).toBe(40);
    expect(await drain(broker.connectionString)).toEqual(Array.from({ length: 40 }, (_, index) => 60 + index));
  }, 60_000);
});

describe('a broker that starts again', () => {
  it('has deferred, scheduled, dead-lettered and once locked messages as they were', async () => {
    const topology = topologyOf({ queues: [defineQueue({ name: 'orders' })] });
    const before = await startNamespace(topology, { dataDirectory: directory });
    const sender = before.client.createSender('orders');
    await sender.sendMessages(['deferred', 'dead', 'locked'].map((body) => ({ body })));
    await sender.scheduleMessages({ body: 'scheduled' }, new Date(before.clock.now() + 1_800_000));
    const held = before.client.createReceiver('orders');
    const deferred = await receiveOne(held);
    await held.deferMessage(deferred);
    await held.deadLetterMessage(await receiveOne(held), {
      deadLetterReason: 'InvalidOrder',
      deadLetterErrorDescription: 'no amount',
    });
    await receiveOne(held);
    await before.close();

    const after = await startNamespace(topology, { dataDirectory: directory });
    try {
      expect(after.broker.counts('orders')).toEqual({ active: 1, scheduled: 1, deferred: 1, deadLettered: 1 });
      const receiver = after.client.createReceiver('orders');
      expect(await receiver.receiveDeferredMessages(deferred.sequenceNumber ?? [])).toMatchObject([
        { body: 'deferred', deliveryCount: 1 },
      ]);
      // Locks end with the process that gave them.
      expect((await receiveOne(receiver)).body).toBe('locked');
      const letters = after.client.createReceiver('orders', { subQueueType: 'deadLetter' });
      expect(await receiveOne(letters)).toMatchObject({ body: 'dead', deadLetterReason: 'InvalidOrder' });
      after.clock.advance(1_800_000);
      const bodies = (await receiveWhatIsThere(receiver)).map(({ body }) => body as string);
      expect(bodies).toContain('scheduled');
    } finally {
      await after.close();
    }
  });

  it('has its sessions as they were: their order, their deliveries and their states', async () => {
    const topology = topologyOf({
      queues: [defineQueue({ name: 'carts', requiresSession: true, partitioningEnabled: true })],
    });
    const before = await startNamespace(topology, { dataDirectory: directory });
    const sender = before.client.createSender('carts');
    const ids = ['a', 'b', 'c'];
    for (let n = 0; n < 4; n += 1)
      await Promise.all(ids.map((sessionId) => sender.sendMessages({ body: n, sessionId })));
    const held = await before.client.acceptSession('carts', 'b');
    const [first, second] = await receiveExactly(held, 2);
    if (first) await held.completeMessage(first);
    if (second) await held.abandonMessage(second);
    await held.setSessionState({ done: 1 });
    const empty = await before.client.acceptSession('carts', 'empty');
    await empty.setSessionState('kept');
    await before.close();

    const after = await startNamespace(topology, { dataDirectory: directory });
    try {
      const received = new Map<string, readonly unknown[]>();
      for (const id of ids) {
        const receiver = await after.client.acceptSession('carts', id);
        const messages = await receiveExactly(receiver, id === 'b' ? 3 : 4);
        received.set(
          id,
          messages.map(({ body, deliveryCount }) => [body, deliveryCount]),
        );
        expect(await receiver.getSessionState()).toEqual(id === 'b' ? { done: 1 } : null);
      }
      const untouched = [0, 1, 2, 3].map((n) => [n, 0]);
      expect(received).toEqual(
        new Map([
          ['a', untouched],
          [
            'b',
            [
              [1, 1],
              [2, 0],
              [3, 0],
            ],
          ],
          ['c', untouched],
        ]),
      );
      expect(await (await after.client.acceptSession('carts', 'empty')).getSessionState()).toBe('kept');
    } finally {
      await after.close();
    }
  });
});
