import { temporaryDirectories } from '../../test/support/directory.js';
import { aMessage } from '../../test/support/engine.js';
import { type BrokerMessage, newMessage } from '../engine/message.js';
import { SqliteStore } from './sqlite-store.js';

const newDirectory = temporaryDirectories();

function aMessageIn(queueId: number, id: number): BrokerMessage {
  return newMessage({ id, queueId, content: aMessage(`m${id}`), enqueuedTime: 0 }).copy({ sequenceNumber: id });
}

function committed(store: SqliteStore): Promise<Error | undefined> {
  return new Promise((resolve) => store.journal.whenDurable(resolve));
}

describe('a message queue that the journal forgets', () => {
  it('loses its messages, sequence and history, and leaves those of others', async () => {
    const directory = newDirectory();
    const store = new SqliteStore(directory);
    const [orders, events] = [store.queueIdOf('orders'), store.queueIdOf('events')];
    for (const [index, queueId] of [orders, events].entries()) {
      store.journal.record(aMessageIn(queueId, index + 1));
      store.journal.recordSequence(queueId, 0, 2);
      store.journal.recordAccepted({ queueId, number: 1, key: 'a', time: 0 });
    }
    await committed(store);
    store.journal.forgetQueue(orders);
    store.close();

    const again = new SqliteStore(directory);
    const { messages, sequences, accepted } = again.recover();
    expect([...messages].map(({ message }) => message.id)).toEqual([2]);
    expect(sequences).toEqual([{ queueId: events, partition: 0, next: 2 }]);
    expect([...accepted]).toEqual([{ queueId: events, number: 1, key: 'a', time: 0 }]);
    again.close();
  });

  it('has another number when its path is used again in the same turn', async () => {
    const directory = newDirectory();
    const store = new SqliteStore(directory);
    const before = store.queueIdOf('orders');
    store.journal.record(aMessageIn(before, 1));
    await committed(store);
    store.journal.recordSequence(before, 0, 9);
    store.journal.forgetQueue(before);
    const after = store.queueIdOf('Orders');
    store.journal.record(aMessageIn(after, 2));
    expect(await committed(store)).toBeUndefined();
    store.close();

    expect(after).not.toBe(before);
    const again = new SqliteStore(directory);
    expect(again.queueIdOf('orders')).toBe(after);
    const { messages, sequences } = again.recover();
    expect([...messages].map(({ message }) => message.id)).toEqual([2]);
    expect(sequences).toEqual([]);
    again.close();
  });

  it('leaves a message that moved away from it in the same turn', async () => {
    const directory = newDirectory();
    const store = new SqliteStore(directory);
    const [orders, events] = [store.queueIdOf('orders'), store.queueIdOf('events')];
    const message = aMessageIn(orders, 1);
    store.journal.record(message);
    await committed(store);
    store.journal.record(message.copy({ queueId: events }));
    store.journal.forgetQueue(orders);
    store.close();

    const again = new SqliteStore(directory);
    expect([...again.recover().messages].map(({ message: { queueId } }) => queueId)).toEqual([events]);
    again.close();
  });
});
