import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerEntry } from '@ams/messaging-runtime/cli';
import { startTestSystem, type TestSystem } from '@ams/messaging-runtime/testing';
import { queueConsumerCommand } from '../src/queue-consumer-command.js';

const customers = ['ada', 'bob', 'cy', 'dee', 'eve', 'fay'];

let system: TestSystem;
let ledger: string;

beforeEach(async () => {
  system = await startTestSystem();
  ledger = join(system.folder, 'ledger.ndjson');
});

afterEach(() => system.close());

/** Orders of the customers in turn: `ada-0`, `bob-0` … `ada-1` … */
const orders = (perCustomer: number) =>
  Array.from({ length: perCustomer }, (_, index) => index).flatMap((index) =>
    customers.map((customer) => ({
      sessionId: customer,
      messageId: `${customer}-${index}`,
      body: { order_id: `${customer}-${index}`, ts: '2026-11-05T08:15:30Z', amount: index, customer_id: customer },
    })),
  );

const send = (perCustomer: number) => system.client.createSender('customer-orders').sendMessages(orders(perCustomer));

const consume = (...args: readonly string[]) =>
  system.run(queueConsumerCommand, ['--sessions', '2', '--stop-when-idle', '1', '--json', '--ledger', ledger, ...args]);

/** What was processed, by session, in the order in which it was. */
function processed(): Record<string, string[]> {
  const lines = readFileSync(ledger, 'utf8').split('\n').slice(0, -1);
  const bySession: Record<string, string[]> = {};
  for (const line of lines) {
    const { session_id: session = '', message_id: id } = JSON.parse(line) as LedgerEntry;
    (bySession[session] ??= []).push(id);
  }
  return bySession;
}

const inOrder = (perCustomer: number) =>
  Object.fromEntries(
    customers.map((customer) => [customer, Array.from({ length: perCustomer }, (_, index) => `${customer}-${index}`)]),
  );

test("processes each customer's orders in their order, though some fail and come again", async () => {
  await send(10);
  const failing = ['--fail-every', '7', '--immediate-retries', '1', '--retry-base', '0.02'];
  const { exitCode, stdout } = await consume(...failing);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    entity: 'customer-orders',
    processed: 60,
    retriedAtOnce: 8,
    abandoned: 8,
    retriedLater: 0,
    deadLettered: 0,
    duplicates: 0,
  });
  expect(processed()).toEqual(inOrder(10));
});

test('dead-letters what is no order, and goes on with its session', async () => {
  await system.client
    .createSender('customer-orders')
    .sendMessages([{ sessionId: 'ada', messageId: 'ada-0', body: { order_id: 'ada-0' } }, ...orders(1).slice(0, 1)]);
  const { stdout } = await consume('--max-messages', '2');
  expect(JSON.parse(stdout)).toMatchObject({ processed: 1, deadLettered: 1 });
});

test('shares the sessions with another, and their orders keep their order', async () => {
  await send(40);
  const failing = ['--fail-every', '9', '--immediate-retries', '0', '--retry-base', '0.01'];
  const runs = await Promise.all([consume(...failing), consume(...failing)]);
  const counts = runs.map(({ stdout }) => Number(JSON.parse(stdout).processed));
  expect(counts.reduce((sum, count) => sum + count)).toBe(240);
  expect(Math.min(...counts)).toBeGreaterThan(0);
  expect(processed()).toEqual(inOrder(40));
});

test.each(['--concurrency', '--prefetch'])('refuses %s, which sessions have no use for', async (option) => {
  const { exitCode, stderr } = await consume(option, '10');
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/'--sessions <count>' cannot be used with option '--\w+ <count>'/);
});

test('processes what was sent twice once, with an inbox', async () => {
  await send(5);
  await send(5);
  const { stdout } = await consume('--inbox', join(system.folder, 'inbox.sqlite'));
  expect(JSON.parse(stdout)).toMatchObject({ processed: 60, skipped: 30, duplicates: 0 });
  expect(processed()).toEqual(inOrder(5));
});

test('remembers what earlier processes have handled, with an inbox', async () => {
  const inbox = ['--inbox', join(system.folder, 'inbox.sqlite')];
  await send(2);
  await consume(...inbox);
  await send(3);
  const { stdout } = await system.run(queueConsumerCommand, ['--sessions', '2', '--stop-when-idle', '1', ...inbox]);
  expect(stdout).toMatch(/^customer-orders: 18 processed .*, 0 duplicates, 12 skipped$/);
});
