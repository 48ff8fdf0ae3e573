import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, processingReceiverOptions, type MessageHandler } from '../src/index.js';
import { consume, consumerCommand, type AppContext } from '../src/cli/index.js';
import { startTestSystem, type AppRun, type TestSystem } from '../src/testing/index.js';
import { signalOnce } from './support.js';

const app = {
  name: 'sample',
  description: 'A sample.',
  environments: ['local'],
  defaultEnvironment: 'local',
  examples: [],
} as const;

let system: TestSystem;
let stop: AbortController;
let running: Promise<AppRun> | undefined;

beforeEach(async () => {
  system = await startTestSystem();
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await running;
  running = undefined;
  await system.close();
});

/** A consumer that does with each message what a test wants. */
const sample =
  (handle: MessageHandler, entity = 'orders') =>
  (context: AppContext) =>
    consumerCommand(app).action(async (options) => {
      const client = connect(system.broker.connectionString());
      try {
        const receiver = client.createReceiver(entity, processingReceiverOptions);
        const read = (body: unknown) => ({ ok: true, message: body }) as const;
        await consume({
          app: app.name,
          client,
          receiver,
          read,
          handle: (_body, message, handling) => handle(message, handling),
          options,
          context,
        });
      } finally {
        await client.close();
      }
    });

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function look(port: number, path: string): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
  return { status: response?.status ?? 0, text: (await response?.text()) ?? '' };
}

/** Looks again and again until it sees what it waits for, or the test times out. */
async function until(port: number, path: string, isSeen: (answer: { status: number; text: string }) => boolean) {
  for (;;) {
    const answer = await look(port, path);
    if (isSeen(answer)) return answer;
    await pause(20);
  }
}

const send = (messageId = 'm0') => system.client.createSender('orders').sendMessages({ messageId, body: { n: 1 } });
const nothing = (): void => undefined;

describe('a consumer with an endpoint', () => {
  test('says that it is ready once it receives, what it has done, and that it stops', async () => {
    const port = await freePort();
    const begun = signalOnce();
    const finish = signalOnce();
    running = system.run(
      sample(async () => {
        begun.happen();
        await finish.happened;
      }),
      ['--http', String(port)],
      stop.signal,
    );
    await until(port, '/health/ready', ({ status }) => status === 200);
    await send();
    await begun.happened;
    const { text } = await look(port, '/metrics');
    expect(text).toMatch(/messaging_client_consumed_messages_total\{.*destination_name="orders".*\} 1/);
    expect(text).toMatch(/ams_messages_in_flight\{.*\} 1/);
    stop.abort();
    await expect(look(port, '/health/ready')).resolves.toEqual({
      status: 503,
      text: JSON.stringify({ status: 'unavailable', reasons: ['the consumer is stopping'] }),
    });
    await expect(look(port, '/health/live')).resolves.toMatchObject({ status: 200 });
    finish.happen();
    await expect(running).resolves.toMatchObject({ exitCode: 0 });
    await expect(look(port, '/health/live')).resolves.toMatchObject({ status: 0 });
  });

  test('is not ready while the broker is away, and is again when it is back', async () => {
    const port = await freePort();
    running = system.run(sample(nothing), ['--http', String(port)], stop.signal);
    await until(port, '/health/ready', ({ status }) => status === 200);
    system.broker.faults.add({
      kind: 'refuse',
      entity: 'orders',
      on: 'attach',
      count: 'always',
      condition: 'amqp:internal-error',
    });
    system.broker.faults.add({ kind: 'drop-connection', entity: 'orders' });
    const { text } = await until(port, '/health/ready', ({ status }) => status === 503);
    expect(text).toContain('the link to the broker is interrupted');
    system.broker.faults.clear();
    await until(port, '/health/ready', ({ status }) => status === 200);
  });

  test('is not ready while its circuit breaker is open', async () => {
    const port = await freePort();
    const messages = Array.from({ length: 30 }, (_, index) => ({ messageId: `m${index}`, body: index }));
    await system.client.createSender('orders').sendMessages(messages);
    running = system.run(
      sample(() => {
        throw new Error('the bank is away');
      }),
      ['--http', String(port)],
      stop.signal,
    );
    const { text } = await until(port, '/health/ready', (answer) => answer.text.includes('circuit'));
    expect(text).toMatch(/the circuit breaker (is open|tries)/);
    await until(port, '/metrics', (answer) => /ams_circuit_breaker_state\{.*\} [12]/.test(answer.text));
    await expect(look(port, '/health/live')).resolves.toMatchObject({ status: 200 });
  });

  test('does not begin when its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await send();
    const { exitCode, stderr } = await system.run(sample(nothing), ['--http', String(port)]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: `sample: Cannot answer probes on 127.0.0.1:${port}: the port is taken — choose another with --http`,
    });
    expect(system.broker.counts('orders').active).toBe(1);
    await new Promise((resolve) => other.close(resolve));
  });

  test.each(['65536', '-1', 'http'])('refuses the port %s', async (port) => {
    const { exitCode, stderr } = await system.run(sample(nothing), [`--http=${port}`]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('It must be a whole number from 0 to 65535.');
  });
});

test.each(['collector:4318', 'ftp://collector', 'http://'])('a collector at %s is refused', async (url) => {
  const { exitCode, stderr } = await system.run(sample(nothing), ['--otlp', url]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('It must be a URL like http://localhost:4318.');
});
