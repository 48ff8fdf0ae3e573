import { trace } from '@opentelemetry/api';
import { connect, createLogger, processingReceiverOptions, publish } from '../src/index.js';
import { consume, consumerCommand, type AppContext } from '../src/cli/index.js';
import { withTelemetry } from '../src/cli/telemetry-options.js';
import { startCollector, startTestSystem, type Collector, type TestSystem } from '../src/testing/index.js';
import { numbered } from './support.js';

const app = {
  name: 'sample',
  description: 'A sample.',
  environments: ['local'],
  defaultEnvironment: 'local',
  examples: [],
} as const;

let system: TestSystem;
let collector: Collector;
const environment = { ...process.env };

beforeEach(async () => {
  system = await startTestSystem();
  collector = await startCollector();
});

afterEach(async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith('OTEL_')) delete process.env[name];
  Object.assign(process.env, environment);
  await collector.close();
  await system.close();
});

const sample = (handle: () => void) => (context: AppContext) =>
  consumerCommand(app).action(async (options) => {
    const client = connect(system.broker.connectionString());
    try {
      const receiver = client.createReceiver('orders', processingReceiverOptions);
      const read = (body: unknown) => ({ ok: true, message: body }) as const;
      await consume({ app: app.name, client, receiver, read, handle, options, context });
    } finally {
      await client.close();
    }
  });

/** Runs a consumer that ends after its first message, whatever becomes of it. */
const consumeOne = (args: readonly string[] = [], handle: () => void = () => undefined) =>
  system.run(sample(handle), ['--max-messages', '1', '--immediate-retries', '0', '--delayed-retries', '0', ...args]);
const send = () => system.client.createSender('orders').sendMessages(numbered(1));

describe('what is sent to a collector', () => {
  test('are spans and metrics of the app', async () => {
    await send();
    await expect(consumeOne(['--otlp', collector.url])).resolves.toMatchObject({ exitCode: 0 });
    expect(collector.spans().map(({ service, name }) => `${String(service)}: ${name}`)).toEqual([
      'sample: process orders',
      'sample: complete orders',
    ]);
    const names = collector.metrics().map(({ service, name }) => `${String(service)}: ${name}`);
    expect(names).toEqual(
      expect.arrayContaining([
        'sample: messaging.client.consumed.messages',
        'sample: messaging.process.duration',
        'sample: messaging.client.operation.duration',
        'sample: ams.message.lag',
      ]),
    );
  });

  test('goes where the variables of OpenTelemetry say, under the name that they say', async () => {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = collector.url;
    process.env['OTEL_SERVICE_NAME'] = 'orders-of-europe';
    await send();
    await consumeOne();
    expect(new Set(collector.spans().map(({ service }) => service))).toEqual(new Set(['orders-of-europe']));
  });

  test('has no secrets in it, though an error has', async () => {
    await send();
    await consumeOne(['--otlp', collector.url], () => {
      throw new Error(`no answer by ${system.broker.connectionString()}`);
    });
    const all = collector.bodies().join();
    expect(all).toContain('no answer by Endpoint');
    expect(all).not.toContain(/SharedAccessKey=([^;]+)/.exec(system.broker.connectionString())?.[1]);
  });

  test('leaves out what is not sampled, and messages say so', async () => {
    process.env['OTEL_TRACES_SAMPLER'] = 'always_off';
    const log = createLogger('sample', 'silent');
    await withTelemetry({ service: 'sample', otlp: collector.url, log }, (telemetry) =>
      publish(system.client.createSender('orders'), numbered(1), { instrumentation: telemetry?.publisher() }),
    );
    const [message] = await system.client.createReceiver('orders').peekMessages(1);
    expect(message?.applicationProperties?.['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    await consumeOne(['--otlp', collector.url]);
    expect(collector.spans()).toEqual([]);
    expect(collector.metrics().map(({ name }) => name)).toContain('messaging.client.sent.messages');
  });
});

describe('a collector that', () => {
  const addressOfNone = 'http://127.0.0.1:9';

  test('is away does not keep an app from its work', async () => {
    await send();
    await expect(consumeOne(['--otlp', addressOfNone, '--json'])).resolves.toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('"processed":1'),
    });
  }, 20_000);

  test('is away is told at the end, too', async () => {
    const lines: string[] = [];
    const log = createLogger('sample', 'warn', { write: (line) => lines.push(line) });
    await withTelemetry({ service: 'sample', otlp: addressOfNone, log }, async () => {
      trace.getTracer('sample').startSpan('work').end();
    });
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { msg: expect.stringContaining('telemetry not sent'), problem: expect.stringContaining('ECONNREFUSED') },
    ]);
  }, 20_000);

  test('takes nothing does not either', async () => {
    const refusing = await startCollector(400);
    await send();
    await expect(consumeOne(['--otlp', refusing.url])).resolves.toMatchObject({ exitCode: 0 });
    await refusing.close();
  }, 20_000);
});
