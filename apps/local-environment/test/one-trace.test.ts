import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startCollector, startTestSystem, type Collector, type TestSystem } from '@ams/messaging-runtime/testing';
import { fromSource } from '../src/from-source.js';

let system: TestSystem;
let collector: Collector;

beforeEach(async () => {
  system = await startTestSystem();
  collector = await startCollector();
});

afterEach(async () => {
  await collector.close();
  await system.close();
});

/** Runs an app to its end, as a process of its own, with its telemetry sent to the collector. */
async function run(app: string, ...args: readonly string[]): Promise<void> {
  await start(app, ...args).ended;
}

/** Starts an app that way. */
function start(app: string, ...args: readonly string[]): { stop(): void; readonly ended: Promise<void> } {
  const program = join(__dirname, '../..', app, 'src/main.ts');
  const common = ['--outputs', system.outputsFile, '--otlp', collector.url, '--log-level', 'error'];
  const child = spawn(process.execPath, fromSource(program, ...args, ...common), { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += String(chunk)));
  const ended = once(child, 'close').then(([code]) => {
    if (code !== 0) throw new Error(`${app} ended with exit code ${String(code)}:\n${said}`);
  });
  return { stop: () => void child.kill('SIGTERM'), ended };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Asks again until the service listens. */
async function post(url: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<number> {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
  for (;;) {
    const answer = await fetch(url, request).catch(() => undefined);
    if (answer !== undefined) return answer.status;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const consumer = ['--fail-every', '1', '--immediate-retries', '0', '--max-messages', '1'] as const;

/** Each span as `app: name < name of its parent`, sorted, since clocks tell only milliseconds. */
function story(): readonly string[] {
  const spans = collector.spans();
  const names = new Map(spans.map(({ spanId, name }) => [spanId, name]));
  return spans
    .map(({ service, name, parentSpanId = '' }) => {
      const parent = names.get(parentSpanId);
      return `${String(service)}: ${name}${parent === undefined ? '' : ` < ${parent}`}`;
    })
    .sort();
}

test('an order is one trace through producer, consumer, dead letters, reprocessor, and its retry', async () => {
  const file = join(system.folder, 'orders.ndjson');
  const order = { order_id: 'A-1', ts: '2026-11-05T08:15:30Z', amount: 19.9 };
  await writeFile(file, `${JSON.stringify({ kind: 'order', body: order })}\n`);
  await run('producer', '--file', file);
  await run('queue-consumer', ...consumer, '--delayed-retries', '0');
  expect(system.broker.counts('orders')).toMatchObject({ active: 0, deadLettered: 1 });
  await run('dlq-reprocessor', 'resubmit', '--source', 'queue');
  await run('queue-consumer', ...consumer, '--delayed-retries', '1', '--retry-base', '0');
  expect(system.broker.counts('orders')).toMatchObject({ active: 0, deadLettered: 0, scheduled: 0 });

  expect(new Set(collector.spans().map(({ traceId }) => traceId)).size).toBe(1);
  expect(story()).toEqual(
    [
      'producer: create orders',
      'producer: send orders < create orders',
      'queue-consumer: process orders < create orders',
      'queue-consumer: dead_letter orders < process orders',
      'dlq-reprocessor: process orders/$DeadLetterQueue < create orders',
      'dlq-reprocessor: complete orders/$DeadLetterQueue < process orders/$DeadLetterQueue',
      'dlq-reprocessor: send orders < process orders/$DeadLetterQueue',
      // It fails once more, is put off, and the copy that comes later is processed.
      'queue-consumer: process orders < create orders',
      'queue-consumer: complete orders < process orders',
      'queue-consumer: schedule orders < process orders',
      'queue-consumer: process orders < create orders',
      'queue-consumer: complete orders < process orders',
    ].sort(),
  );
  const key = /SharedAccessKey=([^;]+)/.exec(system.broker.connectionString())?.[1] ?? '';
  expect(collector.bodies().join()).not.toContain(key);
}, 120_000);

test('an order that comes over HTTP is part of the trace of whoever sent it, from the request to its processing', async () => {
  const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
  const port = await freePort();
  const api = start('order-api', '--port', String(port), '--outbox-file', join(system.folder, 'outbox.db'));
  try {
    const headers = { traceparent: `00-${traceId}-${spanId}-01` };
    expect(await post(`http://127.0.0.1:${port}/orders`, { amount: 19.9 }, headers)).toBe(202);
    await run('queue-consumer', '--max-messages', '1');
  } finally {
    api.stop();
  }
  await api.ended;

  expect(new Set(collector.spans().map((span) => span.traceId))).toEqual(new Set([traceId]));
  expect(collector.spans().find(({ name }) => name === 'POST /orders')?.parentSpanId).toBe(spanId);
  expect(story()).toEqual(
    [
      'order-api: POST /orders',
      'order-api: send orders < POST /orders',
      'queue-consumer: process orders < POST /orders',
      'queue-consumer: complete orders < process orders',
    ].sort(),
  );
}, 120_000);
