import { join } from 'node:path';

import Database from 'better-sqlite3';

import { temporaryDirectories } from '../../test/support/directory.js';
import { aMessage, idOf } from '../../test/support/engine.js';
import { newMessage } from '../engine/message.js';
import { migrations, schemaVersion } from './schema.js';
import { journalFile, SqliteStore } from './sqlite-store.js';

const newDirectory = temporaryDirectories();

/** The directory of a broker that wrote format 1 and held one message. */
function aJournalOfVersion1(): string {
  const directory = newDirectory();
  const database = new Database(join(directory, journalFile));
  database.exec(migrations[0] ?? '');
  database.pragma('user_version = 1');
  database.exec("INSERT INTO message_queue (id, path) VALUES (1, 'orders')");
  database
    .prepare(
      `INSERT INTO message (id, queue, sequence_number, state, enqueued_time, was_scheduled, delivery_count, content)
       VALUES (5, 1, 7, 'active', 1000, 0, 3, ?)`,
    )
    .run(aMessage('a').bytes);
  database.close();
  return directory;
}

describe('a journal of format 1', () => {
  it('is read as it was, with no hops and nothing in its histories', () => {
    const store = new SqliteStore(aJournalOfVersion1());
    const { messages, accepted, lastMessageId } = store.recover();
    const [message, ...others] = [...messages].map((each) => each.message);
    expect(message && idOf(message)).toBe('a');
    expect(message).toMatchObject({ id: 5, sequenceNumber: 7, deliveryCount: 3, forwardHops: 0 });
    expect(others).toEqual([]);
    expect([...accepted]).toEqual([]);
    expect(lastMessageId).toBe(5);
    store.close();
  });

  it('takes what the new format has, and is of the new format from then on', () => {
    const directory = aJournalOfVersion1();
    const store = new SqliteStore(directory);
    const queueId = store.queueIdOf('orders');
    const hopped = newMessage({ id: 6, queueId, content: aMessage('b'), enqueuedTime: 0 }).copy({ forwardHops: 3 });
    store.journal.record(hopped);
    store.journal.recordAccepted({ queueId, number: 1, key: 'b', time: 2000 });
    store.close();

    const again = new SqliteStore(directory);
    const { messages, accepted } = again.recover();
    expect(new Map([...messages].map(({ message: { id, forwardHops } }) => [id, forwardHops]))).toEqual(
      new Map([
        [5, 0],
        [6, 3],
      ]),
    );
    expect([...accepted]).toEqual([{ queueId, number: 1, key: 'b', time: 2000 }]);
    again.close();
    const database = new Database(join(directory, journalFile));
    expect(database.pragma('user_version', { simple: true })).toBe(schemaVersion);
    database.close();
  });
});

describe('the history of accepted messages in a journal', () => {
  it('loses what is forgotten, of that queue alone', () => {
    const directory = newDirectory();
    const store = new SqliteStore(directory);
    const [orders, events] = [store.queueIdOf('orders'), store.queueIdOf('events')];
    for (const queueId of [orders, events]) {
      for (const number of [1, 2, 3]) store.journal.recordAccepted({ queueId, number, key: `k${number}`, time: 0 });
    }
    store.journal.forgetAccepted(orders, 2);
    store.close();

    const again = new SqliteStore(directory);
    const left = [...again.recover().accepted].map(({ queueId, number }) => [queueId, number]);
    expect(left).toEqual([
      [orders, 3],
      [events, 1],
      [events, 2],
      [events, 3],
    ]);
    again.close();
  });
});

describe('the states of sessions in a journal', () => {
  it('are kept as they were set last, and are gone once they are cleared', () => {
    const directory = aJournalOfVersion1();
    const store = new SqliteStore(directory);
    const queueId = store.queueIdOf('orders');
    expect([...store.recover().sessionStates]).toEqual([]);
    const record = (sessionId: string, state: string | undefined, time: number) =>
      store.journal.recordSessionState({
        queueId,
        sessionId,
        state: state === undefined ? state : Buffer.from(state),
        time,
      });
    record('a', 'first', 1);
    record('a', '', 2);
    record('b', 'gone', 3);
    store.close();

    const again = new SqliteStore(directory);
    again.journal.recordSessionState({ queueId, sessionId: 'b', state: undefined, time: 4 });
    again.close();

    const last = new SqliteStore(directory);
    expect([...last.recover().sessionStates]).toEqual([{ queueId, sessionId: 'a', state: Buffer.alloc(0), time: 2 }]);
    last.close();
  });
});
