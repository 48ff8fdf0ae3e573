import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defineQueue } from '@ams/service-bus-model';
import type { ServiceBusReceiver, ServiceBusSender } from '@azure/service-bus';
import Long from 'long';

import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { receiveExactly } from './helpers/receiving.js';

/** Room for some tens of the messages of these tests. */
const messageMemory = 64 * 1024;

const topology = topologyOf({
  queues: [
    defineQueue({ name: 'orders', maxDeliveryCount: 2 }),
    defineQueue({ name: 'carts', requiresSession: true }),
    defineQueue({ name: 'offers', defaultMessageTimeToLive: 'PT10M', deadLetteringOnMessageExpiration: true }),
  ],
});

let directory: string;
let namespace: LocalNamespace;

const start = (): Promise<LocalNamespace> => startNamespace(topology, { dataDirectory: directory, messageMemory });

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'message-memory-'));
  namespace = await start();
});

afterEach(async () => {
  await namespace.close();
  rmSync(directory, { recursive: true, force: true });
});

async function restart(): Promise<void> {
  await namespace.close();
  namespace = await start();
}

/** Bytes that tell one message from another, some hundreds of them. */
function bodyOf(n: number): Buffer {
  return Buffer.from(Array.from({ length: 300 + (n % 50) }, (_, index) => (n * 31 + index * 7) % 256));
}

async function send(sender: ServiceBusSender, count: number, sessionOf?: (n: number) => string): Promise<void> {
  for (let first = 0; first < count; first += 500) {
    const messages = Array.from({ length: Math.min(500, count - first) }, (_, index) => {
      const n = first + index;
      return { messageId: String(n), body: bodyOf(n), sessionId: sessionOf?.(n), applicationProperties: { n } };
    });
    await sender.sendMessages(messages);
  }
}

/** Whether the message is, byte for byte, what was sent under its id. */
function isWhole({ messageId, body }: { readonly messageId?: unknown; readonly body: unknown }): boolean {
  return Buffer.isBuffer(body) && body.equals(bodyOf(Number(messageId)));
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

async function completeAll(receiver: ServiceBusReceiver, count: number): Promise<readonly number[]> {
  const seen: number[] = [];
  while (seen.length < count) {
    const messages = await receiver.receiveMessages(500, { maxWaitTimeInMs: 5000 });
    if (messages.length === 0) break;
    expect(messages.filter((message) => !isWhole(message))).toEqual([]);
    seen.push(...messages.map(({ messageId }) => Number(messageId)));
    await Promise.all(messages.map((message) => receiver.completeMessage(message)));
  }
  return seen;
}

/** All messages that are shown, a hundred at a time. */
async function peekAll(receiver: ServiceBusReceiver) {
  const shown: Awaited<ReturnType<ServiceBusReceiver['peekMessages']>> = [];
  for (let next = Long.ONE; ;) {
    const page = await receiver.peekMessages(100, { fromSequenceNumber: next });
    if (page.length === 0) return shown;
    shown.push(...page);
    next = page.at(-1)?.sequenceNumber?.add(1) ?? next;
  }
}

describe('a backlog that is far larger than the memory for messages', () => {
  it('is received in order and whole, before and after a restart', async () => {
    await send(namespace.client.createSender('orders'), 3000);
    const before = await completeAll(namespace.client.createReceiver('orders'), 1000);
    await restart();
    expect(namespace.broker.recoveredMessages).toBe(3000 - before.length);
    const after = await completeAll(namespace.client.createReceiver('orders'), 3000 - before.length);
    expect([...before, ...after]).toEqual(numbers(3000));
    expect(namespace.broker.counts('orders').active).toBe(0);
  }, 60_000);

  it('can be peeked through, from any number on', async () => {
    await send(namespace.client.createSender('orders'), 2000);
    const receiver = namespace.client.createReceiver('orders');
    const seen: number[] = [];
    for (;;) {
      const messages = await receiver.peekMessages(250, { fromSequenceNumber: Long.fromNumber(seen.length + 1) });
      if (messages.length === 0) break;
      expect(messages.filter((message) => !isWhole(message))).toEqual([]);
      seen.push(...messages.map(({ messageId }) => Number(messageId)));
    }
    expect(seen).toEqual(numbers(2000));
    const [late] = await receiver.peekMessages(1, { fromSequenceNumber: Long.fromNumber(1501) });
    expect(late && [Number(late.messageId), isWhole(late)]).toEqual([1500, true]);
  }, 60_000);

  it('can be abandoned, deferred and dead-lettered, with what that changes, and is so after a restart', async () => {
    await send(namespace.client.createSender('orders'), 1500);
    const receiver = namespace.client.createReceiver('orders');
    const held = await receiveExactly(receiver, 1500);
    const kind = ({ messageId }: { readonly messageId?: unknown }): number => Number(messageId) % 3;
    for (const message of held.filter((each) => kind(each) === 0)) {
      await receiver.abandonMessage(message, { again: Number(message.messageId) });
    }
    const deferred = held.filter((each) => kind(each) === 1);
    for (const message of deferred) await receiver.deferMessage(message, { later: true });
    for (const message of held.filter((each) => kind(each) === 2)) {
      await receiver.deadLetterMessage(message, {
        deadLetterReason: `r${String(message.messageId)}`,
        deadLetterErrorDescription: 'told by its number',
      });
    }
    await restart();
    expect(namespace.broker.counts('orders')).toEqual({ active: 500, scheduled: 0, deferred: 500, deadLettered: 500 });

    const again = namespace.client.createReceiver('orders');
    const abandoned = await receiveExactly(again, 500);
    expect(abandoned.every((each) => isWhole(each) && each.deliveryCount === 1)).toBe(true);
    expect(abandoned.every((each) => each.applicationProperties?.['again'] === Number(each.messageId))).toBe(true);
    const wanted = deferred.flatMap(({ sequenceNumber }) => sequenceNumber ?? []);
    const asked = await again.receiveDeferredMessages(wanted.slice(100, 300));
    expect(asked).toHaveLength(200);
    expect(asked.every((each) => isWhole(each) && each.applicationProperties?.['later'] === true)).toBe(true);
    const letters = namespace.client.createReceiver('orders', { subQueueType: 'deadLetter' });
    const dead = await receiveExactly(letters, 500);
    expect(dead.every((each) => isWhole(each) && each.deadLetterReason === `r${String(each.messageId)}`)).toBe(true);
  }, 60_000);

  it('is shown whole, page by page, be it scheduled, deferred or in sessions', async () => {
    const orders = namespace.client.createSender('orders');
    const due = new Date(namespace.clock.now() + 3_600_000);
    await orders.scheduleMessages(
      numbers(600).map((n) => ({ messageId: String(n), body: bodyOf(n) })),
      due,
    );
    await send(orders, 600);
    const receiver = namespace.client.createReceiver('orders');
    for (const message of await receiveExactly(receiver, 600)) await receiver.deferMessage(message);
    await send(namespace.client.createSender('carts'), 600, (n) => `s${n % 3}`);
    await restart();

    const shown = await peekAll(namespace.client.createReceiver('orders'));
    expect(shown.filter((message) => !isWhole(message))).toEqual([]);
    const states = shown.map(({ state }) => state);
    expect(states).toEqual([...numbers(600).map(() => 'scheduled'), ...numbers(600).map(() => 'deferred')]);
    for (const session of numbers(3)) {
      const inSession = await peekAll(await namespace.client.acceptSession('carts', `s${session}`));
      expect(inSession.filter((message) => !isWhole(message))).toEqual([]);
      expect(inSession.map(({ messageId }) => Number(messageId))).toEqual(numbers(200).map((n) => n * 3 + session));
    }
  }, 60_000);

  it('keeps the order of its sessions', async () => {
    await send(namespace.client.createSender('carts'), 1000, (n) => `s${n % 4}`);
    await restart();
    for (const session of [3, 0, 2, 1]) {
      const receiver = await namespace.client.acceptSession('carts', `s${session}`);
      expect(await completeAll(receiver, 250)).toEqual(numbers(250).map((n) => n * 4 + session));
      await receiver.close();
    }
  }, 60_000);

  it('becomes active on schedule, and dead letters when its time is over', async () => {
    const sender = namespace.client.createSender('orders');
    const due = new Date(namespace.clock.now() + 60_000);
    const scheduled = numbers(800).map((n) => ({ messageId: String(n), body: bodyOf(n) }));
    await sender.scheduleMessages(scheduled, due);
    await send(namespace.client.createSender('offers'), 800);
    await restart();
    namespace.clock.advance(60_000);
    const received = await completeAll(namespace.client.createReceiver('orders'), 800);
    expect([...received].sort((a, b) => a - b)).toEqual(numbers(800));
    namespace.clock.advance(600_000);
    expect(namespace.broker.counts('offers')).toMatchObject({ active: 0, deadLettered: 800 });
    const letters = namespace.client.createReceiver('offers', { subQueueType: 'deadLetter' });
    expect(await completeAll(letters, 800)).toEqual(numbers(800));
  }, 60_000);
});
