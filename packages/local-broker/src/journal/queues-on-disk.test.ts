import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import Database from 'better-sqlite3';
import rhea from 'rhea';

import { temporaryDirectories } from '../../test/support/directory.js';
import { aMessage, anEngine, idOf, lockDuration, TestConsumer } from '../../test/support/engine.js';
import type { BrokerMessage } from '../engine/message.js';
import { MessageQueue } from '../engine/message-queue.js';
import type { MessageQueueSettings } from '../engine/message-queue-settings.js';
import type { Settlement } from '../engine/settlement.js';
import { journalFile, SqliteStore } from './sqlite-store.js';

const newDirectory = temporaryDirectories();
const opened: SqliteStore[] = [];

afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});

/** A queue with its dead-letter sub-queue whose messages are in a journal. */
function aQueueOnDisk(messageMemory: number, settings: Partial<MessageQueueSettings> = {}, directory = newDirectory()) {
  const logged: string[] = [];
  const ignore = (): void => undefined;
  const log = { debug: ignore, info: ignore, warn: ignore, error: (_: object, text: string) => logged.push(text) };
  const { context, clock } = anEngine();
  const store = new SqliteStore(directory, { messageMemory, clock, log });
  opened.push(store);
  const onDisk = { ...context, journal: store.journal, residence: store.residence };
  const common = { lockDuration, timeToLive: Infinity, deadLettersExpired: true, partitions: 1 };
  const path = 'orders/$DeadLetterQueue';
  const deadLetters = new MessageQueue({ ...common, path, id: store.queueIdOf(path), maxDeliveryCount: 10 }, onDisk);
  const id = store.queueIdOf('orders');
  const queue = new MessageQueue(
    { ...common, path: 'orders', id, maxDeliveryCount: 2, deadLetters, ...settings },
    onDisk,
  );
  return { queue, deadLetters, store, clock, directory, logged };
}

type QueueOnDisk = ReturnType<typeof aQueueOnDisk>;

/** Sends messages m1 to m40 of about a kilobyte, and waits until they are on disk. */
async function fill(queue: MessageQueue, draft: Parameters<typeof aMessage>[1] = {}): Promise<void> {
  for (let n = 1; n <= 40; n += 1) queue.send(aMessage(`m${n}`, { body: 'x'.repeat(1000), ...draft }));
  await nextTurn();
}

/** Receives all there is, and settles it so. */
async function settleAll(queue: MessageQueue, settlement: Settlement): Promise<readonly BrokerMessage[]> {
  const consumer = new TestConsumer();
  queue.addConsumer(consumer);
  queue.dispatch();
  queue.removeConsumer(consumer);
  for (const { lock } of consumer.deliveries) if (lock) queue.settle(lock.token, settlement);
  await nextTurn();
  return consumer.deliveries.map(({ message }) => message);
}

async function deferAll(queue: MessageQueue): Promise<readonly number[]> {
  return (await settleAll(queue, { kind: 'defer' })).map(({ sequenceNumber }) => sequenceNumber);
}

/** How all messages of a queue may end. */
const endings: Readonly<Record<string, (queueOnDisk: QueueOnDisk) => Promise<unknown>>> = {
  'are completed': ({ queue }) => settleAll(queue, { kind: 'complete' }),
  'are peeked and then completed': ({ queue }) => {
    for (const { content } of queue.peek(0)) expect(content.size).toBeGreaterThan(1000);
    return settleAll(queue, { kind: 'complete' });
  },
  'are received and deleted': async ({ queue }) => {
    const consumer = new TestConsumer(Infinity, 'receive-and-delete');
    queue.addConsumer(consumer);
    queue.dispatch();
    expect(consumer.ids).toHaveLength(40);
  },
  'are abandoned with changes until they are dead letters, which are completed': async ({ queue, deadLetters }) => {
    const changes = { applicationProperties: new Map([['again', rhea.types.wrap_string('yes')]]) };
    await settleAll(queue, { kind: 'abandon', changes });
    await settleAll(queue, { kind: 'abandon', changes });
    await settleAll(deadLetters, { kind: 'complete' });
  },
  'are dead-lettered, and the dead letters completed': async ({ queue, deadLetters }) => {
    await settleAll(queue, { kind: 'dead-letter', reason: 'why', description: undefined, changes: undefined });
    expect(await settleAll(deadLetters, { kind: 'complete' })).toHaveLength(40);
  },
  'are deferred and completed by their numbers': async ({ queue }) => {
    for (const { lock } of queue.receiveDeferred(await deferAll(queue), 'peek-lock')) {
      if (lock) queue.settle(lock.token, { kind: 'complete' });
    }
  },
  'are deferred, and received and deleted by their numbers': async ({ queue }) => {
    const deliveries = queue.receiveDeferred(await deferAll(queue), 'receive-and-delete');
    expect(deliveries.map(({ message }) => idOf(message))).toHaveLength(40);
  },
  'are settled in a transaction': async ({ queue }) => {
    const consumer = new TestConsumer();
    queue.addConsumer(consumer);
    queue.dispatch();
    const tokens = consumer.deliveries.flatMap(({ lock }) => lock?.token ?? []);
    const operations = tokens.map((token) => queue.prepareSettlement(token, { kind: 'complete' }));
    for (const { apply } of operations) apply();
  },
  'expire, and the dead letters are completed': async ({ queue, deadLetters, clock }) => {
    clock.advance(60_000);
    expect(queue.counts.active).toBe(0);
    await settleAll(deadLetters, { kind: 'complete' });
  },
  'are deleted by the oldest': async ({ queue }) => expect(queue.deleteMessages(40, Infinity)).toBe(40),
  'are cleared': async ({ queue }) => queue.clear(),
  'are locked, and then cleared': async ({ queue }) => {
    const consumer = new TestConsumer();
    queue.addConsumer(consumer);
    queue.dispatch();
    queue.clear();
  },
  'go with their queue': async ({ queue }) => queue.delete(),
};

describe.each([0, 16 * 1024, 1024 * 1024])('of a memory of %d bytes, nothing is taken any more', (messageMemory) => {
  it.each(Object.entries(endings))('once messages %s', async (_, end) => {
    const queueOnDisk = aQueueOnDisk(messageMemory, { timeToLive: 60_000 });
    await fill(queueOnDisk.queue);
    await end(queueOnDisk);
    await nextTurn();
    expect(queueOnDisk.deadLetters.counts.active + queueOnDisk.queue.counts.active).toBe(0);
    expect(queueOnDisk.store.residence.used).toBe(0);
  });

  it('once scheduled messages became active and were completed', async () => {
    const { queue, clock, store } = aQueueOnDisk(messageMemory);
    await fill(queue, { message_annotations: { 'x-opt-scheduled-enqueue-time': new Date(clock.now() + 5000) } });
    expect(queue.counts.scheduled).toBe(40);
    clock.advance(5000);
    expect(await settleAll(queue, { kind: 'complete' })).toHaveLength(40);
    expect(store.residence.used).toBe(0);
  });

  it('once scheduled messages are cancelled', async () => {
    const { queue, clock, store } = aQueueOnDisk(messageMemory);
    await fill(queue, { message_annotations: { 'x-opt-scheduled-enqueue-time': new Date(clock.now() + 5000) } });
    queue.cancelScheduled([...queue.peek(0)].map(({ sequenceNumber }) => sequenceNumber));
    await nextTurn();
    expect(store.residence.used).toBe(0);
  });

  it('after a restart until messages are read, and once they are completed', async () => {
    const before = aQueueOnDisk(messageMemory);
    await fill(before.queue);
    before.store.close();
    const after = aQueueOnDisk(messageMemory, {}, before.directory);
    for (const { message } of after.store.recover().messages) after.queue.restore(message);
    expect(after.store.residence.used).toBe(0);
    expect(await settleAll(after.queue, { kind: 'complete' })).toHaveLength(40);
    expect(after.store.residence.used).toBe(0);
  });
});

describe('a message whose content on disk is damaged', () => {
  /** All of them are on disk alone, and m7 is not as it was written. */
  async function aDamagedQueue(state: 'active' | 'deferred' = 'active') {
    const before = aQueueOnDisk(0);
    await fill(before.queue);
    if (state === 'deferred') await deferAll(before.queue);
    before.store.close();
    const after = aQueueOnDisk(0, {}, before.directory);
    for (const { message } of after.store.recover().messages) after.queue.restore(message);
    after.store.close();
    // Not before it was recovered: so few contents are checked at the start.
    const database = new Database(join(before.directory, journalFile));
    database.exec('UPDATE message SET content = zeroblob(length(content)) WHERE sequence_number = 7');
    database.close();
    const damaged = aQueueOnDisk(0, {}, before.directory);
    const recovered = damaged.store.recover().messages[Symbol.iterator]();
    for (let n = 1; n <= 40; n += 1) damaged.queue.restore(recovered.next().value.message);
    return damaged;
  }

  const others = Array.from({ length: 40 }, (_, index) => `m${index + 1}`).filter((id) => id !== 'm7');

  it('is not given out, all others are, and the log names it, with its queue', async () => {
    const { queue, logged } = await aDamagedQueue();
    expect((await settleAll(queue, { kind: 'release' })).map(idOf)).toEqual(others);
    expect(logged).toEqual([
      expect.stringMatching(/^Message 7 of 'orders' is not given out: The journal .* is damaged/),
    ]);
    expect(queue.counts.active).toBe(40);
  });

  it('does not keep others from being peeked', async () => {
    const { queue, logged } = await aDamagedQueue();
    expect([...queue.peek(0)].map(idOf)).toEqual(others);
    expect(logged).toHaveLength(1);
  });

  it('can be deleted', async () => {
    const { queue } = await aDamagedQueue();
    expect(queue.deleteMessages(40, Infinity)).toBe(40);
  });

  it.each(['peek-lock', 'receive-and-delete'] as const)(
    'is an error for who asks for it by its number in mode %s, and nothing that was asked for with it is locked or gone',
    async (mode) => {
      const { queue } = await aDamagedQueue('deferred');
      expect(() => queue.receiveDeferred([6, 7, 8], mode)).toThrow('is damaged');
      expect(queue.receiveDeferred([6, 8], mode).map(({ message }) => idOf(message))).toEqual(['m6', 'm8']);
    },
  );
});
