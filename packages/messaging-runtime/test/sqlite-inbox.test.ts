import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type Database from 'better-sqlite3';
import Long from 'long';
import { openSqliteInbox, type SqliteInbox, type SqliteInboxOptions } from '../src/index.js';
import { silent } from './support.js';

let folder: string;
let now: number;
const open: SqliteInbox[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inbox-test-'));
  now = 1_000_000_000;
});

afterEach(() => {
  for (const inbox of open.splice(0)) inbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As a process of its own would open it. */
async function openInbox(options: Partial<SqliteInboxOptions> = {}): Promise<SqliteInbox> {
  const inbox = await openSqliteInbox({
    file: join(folder, 'inbox.sqlite'),
    scope: 'orders',
    log: silent,
    now: () => now,
    ...options,
  });
  open.push(inbox);
  return inbox;
}

function message(messageId: string, sequenceNumber = 1, applicationProperties = {}): ServiceBusReceivedMessage {
  return {
    messageId,
    sequenceNumber: Long.fromNumber(sequenceNumber),
    applicationProperties,
    body: 1,
    state: 'active',
    _rawAmqpMessage: { body: 1 },
  };
}

function pay(database: Database.Database): number {
  database.exec('CREATE TABLE IF NOT EXISTS payments (amount INTEGER NOT NULL) STRICT');
  return Number(database.prepare('INSERT INTO payments VALUES (1)').run().changes);
}

const payments = (inbox: SqliteInbox) =>
  inbox.once(message('count', 99), (database) => {
    database.exec('CREATE TABLE IF NOT EXISTS payments (amount INTEGER NOT NULL) STRICT');
    return database.prepare('SELECT count(*) AS count FROM payments').get();
  });

describe('an effect in the same file', () => {
  test('takes place once, and tells a delivery again from a copy', async () => {
    const inbox = await openInbox();
    expect(await inbox.once(message('m1', 1), pay)).toEqual({ state: 'new', result: 1 });
    expect(await inbox.once(message('m1', 1), pay)).toEqual({ state: 'again' });
    expect(await inbox.once(message('m1', 2), pay)).toEqual({ state: 'duplicate' });
    expect(await payments(inbox)).toMatchObject({ result: { count: 1 } });
  });

  test('knows a copy with an id of its own by the id that the sender gave', async () => {
    const inbox = await openInbox();
    await inbox.once(message('m1', 1), pay);
    const copy = message('m1~retry-1', 2, { original_message_id: 'm1' });
    expect(await inbox.once(copy, pay)).toEqual({ state: 'duplicate' });
  });

  test('is undone when it fails, alone among those of its turn, and can be tried again', async () => {
    const inbox = await openInbox();
    const failing = (database: Database.Database) => {
      pay(database);
      throw new Error('not now');
    };
    const results = await Promise.allSettled([
      inbox.once(message('m1'), pay),
      inbox.once(message('m2'), failing),
      inbox.once(message('m3'), pay),
      inbox.once(message('m3', 2), pay),
    ]);
    expect(
      results.map((result) => (result.status === 'fulfilled' ? result.value.state : String(result.reason))),
    ).toEqual(['new', 'Error: not now', 'new', 'duplicate']);
    expect(await inbox.once(message('m2'), pay)).toMatchObject({ state: 'new' });
    expect(await payments(inbox)).toMatchObject({ result: { count: 3 } });
  });

  test('must not wait for anything: its transaction would be over', async () => {
    const inbox = await openInbox();
    const late = (database: Database.Database) => {
      pay(database);
      return Promise.resolve();
    };
    await expect(inbox.once(message('m1'), late)).rejects.toThrow('its transaction waits for none');
    expect(await payments(inbox)).toMatchObject({ result: { count: 0 } });
  });

  test('is of one scope: another handler has its own', async () => {
    const [orders, audit] = [await openInbox(), await openInbox({ scope: 'audit' })];
    await orders.once(message('m1'), pay);
    expect(await audit.once(message('m1'), pay)).toMatchObject({ state: 'new' });
  });
});

describe('effects elsewhere', () => {
  const record = {
    delivery: '1',
    sends: [{ entity: 'insights', message: { body: Buffer.from('total'), messageId: 't1' } }],
  };

  test('are claimed by one process at a time, until they are done', async () => {
    const [one, other] = [await openInbox(), await openInbox()];
    expect(await one.begin('m1')).toEqual({ state: 'new' });
    expect([await one.begin('m1'), await other.begin('m1')]).toEqual([
      { state: 'in progress' },
      { state: 'in progress' },
    ]);
    await one.commit('m1', record);
    expect(await other.begin('m1')).toEqual({ state: 'done', ...record });
  });

  test('can be claimed again after a failure', async () => {
    const [one, other] = [await openInbox(), await openInbox()];
    await one.begin('m1');
    await other.release('m1');
    expect(await other.begin('m1')).toEqual({ state: 'in progress' });
    await one.release('m1');
    expect(await other.begin('m1')).toEqual({ state: 'new' });
  });

  test('are taken over from a process that has died', async () => {
    const [one, other] = [await openInbox({ lease: 15_000 }), await openInbox({ lease: 15_000 })];
    await one.begin('m1');
    now += 15_001;
    expect(await other.begin('m1')).toEqual({ state: 'new' });
    await one.release('m1');
    expect(await one.begin('m1')).toEqual({ state: 'in progress' });
  });

  test('are told from those that cannot be noted', async () => {
    const inbox = await openInbox();
    await inbox.begin('m1');
    const sends = [{ entity: 'insights', message: { body: () => 'a function' } }];
    await expect(inbox.commit('m1', { delivery: '1', sends })).rejects.toThrow(
      /^What is to be sent to insights cannot be kept in the inbox: .* send plain values and buffers$/,
    );
  });
});

describe('the file', () => {
  test('forgets what is older than the window', async () => {
    const inbox = await openInbox();
    for (let index = 0; index < 2_500; index += 1) void inbox.commit(`old${index}`, { delivery: '1', sends: [] });
    await inbox.begin('orphan');
    now += 100_000;
    await inbox.commit('new', { delivery: '1', sends: [] });
    expect(await inbox.prune(new Date(now - 1_000))).toBe(2_501);
    expect(await inbox.begin('new')).toMatchObject({ state: 'done' });
    expect(await inbox.begin('old0')).toEqual({ state: 'new' });
  });

  test('is kept from one process to the next', async () => {
    await (await openInbox()).once(message('m1'), pay);
    open.splice(0).forEach((inbox) => inbox.close());
    expect(await (await openInbox()).once(message('m1', 2), pay)).toEqual({ state: 'duplicate' });
  });

  test('that cannot be opened is named', async () => {
    await expect(openInbox({ file: folder })).rejects.toThrow(`Cannot open the inbox ${folder}: `);
  });
});
