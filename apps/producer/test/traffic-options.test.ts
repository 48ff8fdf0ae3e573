import { ManualClock } from '@ams/local-broker';
import { startTestSystem, type TestSystem } from '@ams/messaging-runtime/testing';
import { producerCommand } from '../src/producer-command.js';

const minute = 60_000;

let clock: ManualClock;
let system: TestSystem;

beforeEach(async () => {
  clock = new ManualClock(Date.now());
  system = await startTestSystem({ clock });
});

afterEach(() => system.close());

const produce = (args: readonly string[], signal?: AbortSignal) =>
  system.run(producerCommand, ['--events', '0', '--json', ...args], signal);

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('--sessions', () => {
  test("sends each customer's orders in sequence, as a session", async () => {
    const { exitCode } = await produce(['--orders', '300', '--sessions', '3', '--batch-size', '20']);
    expect({ exitCode, sent: system.broker.counts('customer-orders').active }).toEqual({ exitCode: 0, sent: 300 });
    const receiver = await system.client.acceptSession('customer-orders', 'customer-2');
    const messages = await receiver.receiveMessages(100);
    const places = messages.map(({ messageId }) => Number(String(messageId).split('-').at(-1)));
    expect(places).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(messages[0]?.body).toMatchObject({ order_id: messages[0]?.messageId, customer_id: 'customer-2' });
  });

  test('leaves the other queue alone', async () => {
    await produce(['--orders', '10', '--sessions', '2']);
    expect(system.broker.counts('orders').active).toBe(0);
  });
});

describe('--schedule-in', () => {
  test('has the messages be there when the time has come', async () => {
    const { exitCode, stdout } = await produce(['--orders', '250', '--schedule-in', '10m']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ sent: 250, scheduledFor: expect.stringMatching(/^20.*Z$/) });
    expect(system.broker.counts('orders')).toMatchObject({ active: 0, scheduled: 250 });
    clock.advance(12 * minute);
    expect(system.broker.counts('orders')).toMatchObject({ active: 250, scheduled: 0 });
  });

  test('stopped with --take-back leaves nothing behind', async () => {
    const stop = new AbortController();
    const run = produce(['--orders', '1000000', '--schedule-in', '1h', '--take-back'], stop.signal);
    await until(() => system.broker.counts('orders').scheduled > 0);
    stop.abort();
    const { stdout } = await run;
    const summary = JSON.parse(stdout) as { takenBack: number };
    expect(summary).toMatchObject({ sent: 0, interrupted: true });
    expect(summary.takenBack).toBeGreaterThan(0);
    expect(system.broker.counts('orders')).toMatchObject({ active: 0, scheduled: 0 });
  });
});

describe('--rate', () => {
  test('sends all of it, however the rate splits batches', async () => {
    const { exitCode } = await produce(['--orders', '60', '--rate', '1000/s']);
    expect({ exitCode, sent: system.broker.counts('orders').active }).toEqual({ exitCode: 0, sent: 60 });
  });

  test('lets a message go at its time, not with the batch', async () => {
    const stop = new AbortController();
    const run = produce(['--orders', '100000', '--rate', '20'], stop.signal);
    await until(() => system.broker.counts('orders').active >= 2);
    stop.abort();
    const { sent } = JSON.parse((await run).stdout) as { sent: number };
    expect(sent).toBeLessThan(1_000);
  });
});

test.each([
  [['--sessions', '2', '--file', 'a.csv'], /cannot be used with/],
  [['--resume'], /--resume goes with --file/],
  [['--format', 'csv'], /--format goes with --file/],
  [['--take-back'], /--take-back goes with --schedule-in/],
  [['--rate', '0'], /from 0.01 to 1000000/],
  [['--rate', 'fast'], /from 0.01 to 1000000/],
  [['--schedule-in', 'tomorrow'], /It must be a duration such as/],
])('%j is refused, saying why', async (args, problem) => {
  const { exitCode, stderr } = await system.run(producerCommand, args);
  expect({ exitCode, sent: system.broker.counts('orders').active }).toEqual({ exitCode: 2, sent: 0 });
  expect(stderr).toMatch(problem);
});

test.each([
  [['--file', '-', '--resume'], /--resume needs a file/],
  [['--file', 'a.csv', '--resume', '--schedule-in', '5', '--take-back'], /do not go together/],
])('%j is refused, saying why', async (args, problem) => {
  const { exitCode, stderr } = await system.run(producerCommand, args);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(problem);
});
