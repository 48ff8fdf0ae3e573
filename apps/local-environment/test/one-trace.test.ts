import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
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
  const program = join(__dirname, '../..', app, 'src/main.ts');
  const common = ['--outputs', system.outputsFile, '--otlp', collector.url, '--log-level', 'error'];
  const child = spawn(process.execPath, fromSource(program, ...args, ...common), { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${app} ended with exit code ${code}:\n${said}`);
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
