import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { connect } from '@ams/messaging-runtime';
import { startTestSystem, type TestSystem } from '@ams/messaging-runtime/testing';
import { takeOrders, takeWholeSession, untilActive } from './support.js';

let system: TestSystem;
const processes: ChildProcess[] = [];

beforeEach(async () => {
  system = await startTestSystem({ orders: { requiresDuplicateDetection: true } });
});

afterEach(async () => {
  await Promise.all(processes.splice(0).map((child) => end(child, 'SIGKILL')));
  await system.close();
});

const program = join(__dirname, '../src/main.ts');

interface Service {
  readonly process: ChildProcess;
  readonly url: string;
  readonly output: () => string;
}

/** The service as a user starts it, once it listens. */
async function startService(...args: readonly string[]): Promise<Service> {
  const outbox = join(system.folder, 'outbox.db');
  const child = spawn(
    process.execPath,
    ['--conditions=@ams/source', '--import', 'tsx', program]
      .concat(['--outputs', system.outputsFile, '--outbox-file', outbox, '--port', '0', '--json'])
      .concat(args),
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  processes.push(child);
  let output = '';
  child.stdout.on('data', (text) => (output += String(text)));
  for await (const line of createInterface(child.stderr)) {
    const url = /accepting orders at ([^"\s]+)/.exec(line)?.[1];
    if (url === undefined) continue;
    child.stderr.resume();
    return { process: child, url, output: () => output };
  }
  throw new Error('the service ended before it listened');
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill(signal);
  await closed;
}

/** Posts one order; its id if it was accepted, and not put off. */
async function post(url: string, amount: number, customer?: string): Promise<string | undefined> {
  const answer = await fetch(`${url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ amount, customer_id: customer }),
  });
  return answer.status === 202 ? ((await answer.json()) as { order_id: string }).order_id : undefined;
}

/** Posts one order after the other until the service is gone, and notes the ids of those that were accepted. */
async function postUntilGone(url: string, accepted: string[], customer?: string): Promise<void> {
  try {
    for (;;) {
      const id = await post(url, accepted.length, customer);
      if (id !== undefined) accepted.push(id);
    }
  } catch {
    // The connection is gone, and with it the answer to the last order.
  }
}

/** Lets the load go on until there are so many orders, or the service is gone. */
async function untilAccepted(count: () => number, goal: number, load: Promise<unknown>): Promise<void> {
  let isGone = false;
  void load.finally(() => (isGone = true));
  while (count() < goal && !isGone) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('killed under load, it has every order that it accepted, once', async () => {
  const accepted: string[] = [];
  for (let round = 1; round <= 2; round += 1) {
    const service = await startService();
    const load = Promise.all(Array.from({ length: 30 }, () => postUntilGone(service.url, accepted)));
    await untilAccepted(() => accepted.length, round * 300, load);
    await end(service.process, 'SIGKILL');
    await load;
  }
  const service = await startService();
  await untilActive(() => system.broker, 'orders', accepted.length);
  await end(service.process, 'SIGTERM');
  const messages = await takeOrders(system.broker, system.broker.counts('orders').active);
  const ids = messages.map(({ messageId }) => String(messageId));
  expect(ids.length).toBe(new Set(ids).size);
  expect(accepted.filter((id) => !ids.includes(id))).toEqual([]);
}, 120_000);

test('killed under load, it keeps the orders of each customer in sequence, and loses none', async () => {
  const acceptedOf = new Map(Array.from({ length: 8 }, (_, index): [string, string[]] => [`C-${index}`, []]));
  const count = () => [...acceptedOf.values()].reduce((sum, { length }) => sum + length, 0);
  for (let round = 1; round <= 2; round += 1) {
    const service = await startService();
    const load = Promise.all(
      [...acceptedOf].map(([customer, accepted]) => postUntilGone(service.url, accepted, customer)),
    );
    await untilAccepted(count, round * 200, load);
    await end(service.process, 'SIGKILL');
    await load;
  }
  const { process: child, output } = await startService();
  await end(child, 'SIGTERM');
  expect(JSON.parse(output())).toMatchObject({ waiting: 0 });
  const client = connect(system.broker.connectionString());
  for (const [customer, accepted] of acceptedOf) {
    const messages = await takeWholeSession(client, customer);
    // What was on its way as the service was killed may have come twice: this queue does not look for duplicates.
    const ids = [...new Set(messages.map(({ messageId }) => String(messageId)))];
    expect(ids.filter((id) => accepted.includes(id))).toEqual(accepted);
  }
  await client.close();
}, 120_000);

test('stopped under load, it answers what it has begun, publishes what waits and says what it did', async () => {
  const { process: child, url, output } = await startService();
  const accepted: string[] = [];
  const load = Promise.all(Array.from({ length: 20 }, () => postUntilGone(url, accepted)));
  await untilAccepted(() => accepted.length, 200, load);
  await end(child, 'SIGTERM');
  await load;
  const summary: unknown = JSON.parse(output());
  expect(child.exitCode).toBe(0);
  expect(summary).toMatchObject({
    app: 'order-api',
    published: accepted.length,
    accepted: accepted.length,
    waiting: 0,
  });
  expect(system.broker.counts('orders').active).toBe(accepted.length);
}, 60_000);

test('stopped while the broker is away, it keeps what waits for the next start', async () => {
  const { process: child, url, output } = await startService('--stop-deadline', '5');
  await system.broker.close();
  for (let amount = 1; amount <= 3; amount += 1) await post(url, amount);
  await end(child, 'SIGTERM');
  expect(JSON.parse(output())).toMatchObject({ accepted: 3, published: 0, waiting: 3 });
}, 60_000);

test('a reader of its output who has seen enough is no failure', async () => {
  const child = spawn(process.execPath, ['--conditions=@ams/source', '--import', 'tsx', program, '--help'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  processes.push(child);
  child.stdout.destroy();
  let errors = '';
  child.stderr.on('data', (text) => (errors += String(text)));
  await once(child, 'close');
  expect({ exitCode: child.exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
}, 30_000);

test.each([
  [['--port', '70000'], /whole number from 0 to 65,?535/],
  [['--outbox-limit', '0'], /whole number of at least|from 1 to/],
  [['--no-such-option'], /unknown option/],
])('%j is a wrong command line', async (args, message) => {
  const { orderApiCommand } = await import('../src/order-api-command.js');
  const { exitCode, stderr } = await system.run(orderApiCommand, args);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(message);
});

test('a port that another program has is named, with the cure', async () => {
  const { orderApiCommand } = await import('../src/order-api-command.js');
  const { exitCode, stderr } = await system.run(orderApiCommand, ['--no-outbox', '--port', String(system.broker.port)]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: `order-api: Cannot listen on 127.0.0.1:${system.broker.port}: another program has the port. Choose others with --host and --port.`,
  });
});
