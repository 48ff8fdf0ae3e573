import { copyFileSync, existsSync, truncateSync, statSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';

import { temporaryDirectories } from '../../test/support/directory.js';
import { aMessage, anEngine, idOf, lockDuration, TestConsumer } from '../../test/support/engine.js';
import type { BrokerMessage, MessageFields } from '../engine/message.js';
import { newMessage } from '../engine/message.js';
import { MessageQueue } from '../engine/message-queue.js';
import { StoreError } from './open-journal.js';
import { journalFile, SqliteStore } from './sqlite-store.js';

const newDirectory = temporaryDirectories();

const opened: SqliteStore[] = [];

afterEach(() => {
  jest.useRealTimers();
  for (const store of opened.splice(0)) {
    try {
      store.close();
    } catch (error) {
      // A test that makes commits fail leaves a store that says so.
      expect(error).toBeInstanceOf(StoreError);
    }
  }
});

function open(directory: string): SqliteStore {
  const store = new SqliteStore(directory);
  opened.push(store);
  return store;
}

/** Ends when all that was recorded is on disk, with the error if it is not. */
function durable(store: SqliteStore): Promise<Error | undefined> {
  return new Promise((resolve) => store.journal.whenDurable(resolve));
}

/** What a broker would leave behind if its machine lost power now. */
function crash(directory: string): string {
  const copy = newDirectory();
  for (const file of [journalFile, `${journalFile}-wal`]) {
    if (existsSync(join(directory, file))) copyFileSync(join(directory, file), join(copy, file));
  }
  return copy;
}

/** Changes a journal by hand, as nobody should while a broker runs. */
function edit(directory: string, sql: string): void {
  const database = new Database(join(directory, journalFile));
  database.exec(sql);
  database.close();
}

function message(id: number, queueId: number, more: Partial<MessageFields> = {}): BrokerMessage {
  const made = newMessage({ id, queueId, content: aMessage(`m${id}`), enqueuedTime: 1_700_000_000_000 + id });
  return made.copy({ sequenceNumber: id, ...more });
}

function recoveredIds(directory: string): readonly number[] {
  const store = open(directory);
  const ids = [...store.recover().messages].map(({ message: { id } }) => id);
  store.close();
  return ids;
}

describe('a journal on disk', () => {
  it('gives back messages as they were, in the order of their numbers', async () => {
    const directory = newDirectory();
    const store = open(directory);
    const queueId = store.queueIdOf('orders');
    const messages = [
      message(2, queueId),
      message(1, queueId, {
        state: 'scheduled',
        enqueuedSequenceNumber: 77,
        expiresAt: 1_800_000_000_000,
        scheduledFor: 1_750_000_000_000,
        wasScheduled: true,
        deliveryCount: 3,
        deadLetterSource: 'events/Subscriptions/billing',
      }),
      message(3, queueId, { sequenceNumber: 15 * 2 ** 48 + 3, state: 'deferred' }),
    ];
    for (const each of messages) store.journal.record(each);
    expect(await durable(store)).toBeUndefined();

    const recovered = [...open(crash(directory)).recover().messages].map((each) => each.message);
    expect(recovered.map(({ id }) => id)).toEqual([1, 2, 3]);
    for (const each of recovered) {
      const original = messages.find(({ id }) => id === each.id);
      expect(each.content.bytes).toEqual(original?.content.bytes);
      expect({ ...each, residency: 'resident' }).toEqual({ ...original, residency: 'resident' });
    }
  });

  (process.platform === 'win32' ? it.skip : it)('is for its owner alone, because keys are in it', () => {
    const directory = newDirectory();
    open(directory).sharedAccessKeys('orders', 'producer');
    const modes = [journalFile, `${journalFile}-wal`].map((file) => statSync(join(directory, file)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600]);
  });

  it('gives back sequences, the highest message id and the numbers of queues', async () => {
    const directory = newDirectory();
    const store = open(directory);
    const [orders, events] = [store.queueIdOf('orders'), store.queueIdOf('events')];
    store.journal.recordSequence(orders, 0, 5);
    store.journal.recordSequence(orders, 0, 6);
    store.journal.recordSequence(orders, 3, 2 ** 50);
    store.journal.record(message(41, events));
    await durable(store);

    const restarted = open(crash(directory));
    const { sequences, lastMessageId } = restarted.recover();
    expect(sequences).toEqual([
      { queueId: orders, partition: 0, next: 6 },
      { queueId: orders, partition: 3, next: 2 ** 50 },
    ]);
    expect(lastMessageId).toBe(41);
    expect([restarted.queueIdOf('Events'), restarted.queueIdOf('ORDERS')]).toEqual([events, orders]);
    expect(orders).not.toBe(events);
  });

  it('gives every rule its own keys, the same ones for ever', () => {
    const directory = newDirectory();
    const store = open(directory);
    const keys = store.sharedAccessKeys('orders', 'send');
    const others = [store.sharedAccessKeys('orders', 'listen'), store.sharedAccessKeys('', 'send')];
    expect(open(crash(directory)).sharedAccessKeys('Orders', 'send')).toEqual(keys);
    const all = [keys, ...others].flatMap(({ primaryKey, secondaryKey }) => [primaryKey, secondaryKey]);
    expect(new Set(all).size).toBe(6);
    for (const key of all) expect(Buffer.from(key, 'base64')).toHaveLength(32);
  });

  it('has nothing of a message that was removed', async () => {
    const directory = newDirectory();
    const store = open(directory);
    const gone = message(1, store.queueIdOf('orders'));
    store.journal.record(gone);
    await durable(store);
    gone.removed = true;
    store.journal.record(gone);
    await durable(store);
    expect(recoveredIds(crash(directory))).toEqual([]);
  });

  it('writes what is left when it is closed', () => {
    const directory = newDirectory();
    const store = open(directory);
    store.journal.record(message(1, store.queueIdOf('orders')));
    store.close();
    expect(recoveredIds(directory)).toEqual([1]);
  });

  it('may be closed twice', () => {
    const store = open(newDirectory());
    store.close();
    expect(() => store.close()).not.toThrow();
  });

  it('never writes a message that came and went in one turn', async () => {
    const directory = newDirectory();
    const store = open(directory);
    const queueId = store.queueIdOf('orders');
    store.close();
    edit(directory, "CREATE TRIGGER refuse BEFORE INSERT ON message BEGIN SELECT raise(ABORT, 'written'); END");

    const restarted = open(directory);
    const brief = message(1, queueId);
    restarted.journal.record(brief);
    brief.removed = true;
    restarted.journal.record(brief);
    expect(await durable(restarted)).toBeUndefined();
  });

  it('commits all that one turn recorded together', async () => {
    const directory = newDirectory();
    const store = open(directory);
    const queueId = store.queueIdOf('orders');
    for (let id = 1; id <= 100; id += 1) store.journal.record(message(id, queueId));
    await durable(store);
    const wal = join(crash(directory), `${journalFile}-wal`);
    const frames = (statSync(wal).size - 32) / (24 + 4096);
    // One commit writes each page once; a hundred would have written a page of the table each.
    expect(frames).toBeLessThan(60);
  });
});

describe('a commit that fails', () => {
  /** A store whose disk refuses the message 1 for as long as its delivery count is 0. */
  function withReluctantDisk(): { readonly directory: string; readonly store: SqliteStore; readonly queueId: number } {
    const directory = newDirectory();
    const prepared = open(directory);
    const queueId = prepared.queueIdOf('orders');
    prepared.close();
    edit(
      directory,
      `CREATE TRIGGER refuse BEFORE INSERT ON message WHEN new.id = 1 AND new.delivery_count = 0
       BEGIN SELECT raise(ABORT, 'disk full'); END`,
    );
    return { directory, store: open(directory), queueId };
  }

  it('is told to those who wait for it, and to those who ask', async () => {
    const { store, queueId } = withReluctantDisk();
    store.journal.record(message(1, queueId));
    expect(await durable(store)).toMatchObject({ message: expect.stringContaining('disk full') });
    expect(store.journal.failure).toMatchObject({ message: expect.stringContaining('disk full') });
  });

  it('leaves nothing half written', async () => {
    const { directory, store, queueId } = withReluctantDisk();
    store.journal.record(message(2, queueId));
    store.journal.record(message(1, queueId));
    await durable(store);
    expect(recoveredIds(crash(directory))).toEqual([]);
  });

  it('is made good by the next one that succeeds', async () => {
    const { directory, store, queueId } = withReluctantDisk();
    const reluctant = message(1, queueId);
    store.journal.record(reluctant);
    store.journal.record(message(2, queueId));
    await durable(store);
    reluctant.deliveryCount = 1;
    store.journal.record(message(3, queueId));
    expect(await durable(store)).toBeUndefined();
    expect(store.journal.failure).toBeUndefined();
    expect(recoveredIds(crash(directory))).toEqual([1, 2, 3]);
  });

  it('is tried again after a while, though nothing new is recorded', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const { directory, store, queueId } = withReluctantDisk();
    const reluctant = message(1, queueId);
    store.journal.record(reluctant);
    await durable(store);
    reluctant.deliveryCount = 1;
    jest.advanceTimersByTime(1000);
    expect(store.journal.failure).toBeUndefined();
    expect(recoveredIds(crash(directory))).toEqual([1]);
  });

  it('does not pass in silence when it is the last one', () => {
    const { store, queueId } = withReluctantDisk();
    store.journal.record(message(1, queueId));
    expect(() => store.close()).toThrow(StoreError);
  });

  it('lets a later broker have the file', () => {
    const { directory, store, queueId } = withReluctantDisk();
    store.journal.record(message(1, queueId));
    expect(() => store.close()).toThrow('disk full');
    expect(recoveredIds(directory)).toEqual([]);
  });
});

describe('a queue that is restarted', () => {
  /** A queue on the journal in a directory, with what it held there. */
  function start(directory: string, partitions = 1): { readonly queue: MessageQueue; readonly store: SqliteStore } {
    const store = open(directory);
    const { context } = anEngine();
    const recovered = store.recover();
    let { lastMessageId } = recovered;
    const settings = { path: 'orders', id: store.queueIdOf('orders'), lockDuration, partitions };
    const queue = new MessageQueue(
      { ...settings, maxDeliveryCount: 10, timeToLive: Infinity, deadLettersExpired: false },
      { ...context, journal: store.journal, residence: store.residence, nextMessageId: () => (lastMessageId += 1) },
    );
    for (const { partition, next } of recovered.sequences) queue.restoreSequence(partition, next);
    for (const each of recovered.messages) queue.restore(each.message);
    return { queue, store };
  }

  function receiveAll(queue: MessageQueue): TestConsumer {
    const consumer = new TestConsumer(Infinity, 'receive-and-delete');
    queue.addConsumer(consumer);
    queue.dispatch();
    return consumer;
  }

  it('never gives out a sequence number a second time, though nothing was left of the first', async () => {
    const directory = newDirectory();
    const { queue, store } = start(directory);
    const before = queue.send(aMessage('a')).sequenceNumber;
    receiveAll(queue);
    await durable(store);
    const after = start(crash(directory)).queue.send(aMessage('b')).sequenceNumber;
    expect(after).toBe(before + 1);
  });

  it('gives a message out again that was locked', async () => {
    const directory = newDirectory();
    const { queue, store } = start(directory);
    queue.addConsumer(new TestConsumer());
    queue.send(aMessage('a'));
    queue.dispatch();
    await durable(store);
    const restarted = start(crash(directory)).queue;
    expect(receiveAll(restarted).ids).toEqual(['a']);
  });

  it.each([
    [16, 1],
    [1, 16],
    [16, 4],
  ])('with %i partitions before and %i after has all its messages, once', async (before, after) => {
    const directory = newDirectory();
    const first = start(directory, before);
    const ids = Array.from({ length: 40 }, (_, index) => `m${index}`);
    for (const id of ids) first.queue.send(aMessage(id));
    await durable(first.store);
    first.store.close();

    const second = start(directory, after);
    expect(second.queue.counts.active).toBe(40);
    await durable(second.store);
    second.store.close();

    const third = start(directory, after);
    const received = receiveAll(third.queue);
    expect([...received.ids].sort()).toEqual([...ids].sort());
    expect(new Set(received.deliveries.map(({ message: { sequenceNumber } }) => sequenceNumber)).size).toBe(40);
    expect(received.deliveries.map(({ message: each }) => idOf(each))).toHaveLength(40);
  });

  it('loses nothing but the commit that a power cut tore', async () => {
    const directory = newDirectory();
    const { queue, store } = start(directory);
    queue.send(aMessage('a'));
    await durable(store);
    const whole = statSync(join(directory, `${journalFile}-wal`)).size;
    queue.send(aMessage('b'));
    await durable(store);
    const copy = crash(directory);
    const wal = join(copy, `${journalFile}-wal`);
    expect(statSync(wal).size).toBeGreaterThan(whole);
    truncateSync(wal, statSync(wal).size - 100);
    expect(receiveAll(start(copy).queue).ids).toEqual(['a']);
  });
});
