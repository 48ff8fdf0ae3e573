import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  startCollector,
  startTestSystem,
  type AppRun,
  type Collector,
  type TestSystem,
} from '@ams/messaging-runtime/testing';
import { orderApiCommand } from '../src/order-api-command.js';
import { untilActive } from './support.js';

let system: TestSystem;
let collector: Collector;
let stop: AbortController;
let running: Promise<AppRun> | undefined;

beforeEach(async () => {
  system = await startTestSystem();
  collector = await startCollector();
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await running;
  running = undefined;
  await collector.close();
  await system.close();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts the service in this process. @returns its address, once it answers */
async function start(...args: readonly string[]): Promise<string> {
  const port = await freePort();
  const outbox = join(system.folder, 'outbox.db');
  running = system.run(orderApiCommand, ['--port', String(port), '--outbox-file', outbox, ...args], stop.signal);
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    const answer = await fetch(`${url}/health/live`).catch(() => undefined);
    if (answer?.ok === true) return url;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const post = (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

test('what it accepts, puts off and publishes can be read by Prometheus', async () => {
  const url = await start('--metrics');
  await post(url, { amount: 1 });
  await post(url, { amount: 'much' });
  await untilActive(() => system.broker, 'orders', 1);
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain');
  const text = await answer.text();
  expect(text).toMatch(/^ams_order_api_accepted_total(\{.*\})? 1$/m);
  expect(text).toMatch(/^ams_order_api_rejected_total(\{.*\})? 1$/m);
  expect(text).toMatch(/^ams_order_api_waiting(\{.*\})? \d+$/m);
  expect(text).toMatch(/^messaging_client_sent_messages_total\{.*destination_name="orders".*\} 1$/m);
}, 20_000);

test('there are no metrics unless they are asked for', async () => {
  const url = await start();
  await expect(fetch(`${url}/metrics`)).resolves.toMatchObject({ status: 404 });
}, 20_000);

/** The trace of whoever asks, and the span that the request belongs to. */
const caller = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const traceparent = `00-${caller.traceId}-${caller.spanId}-01`;

const peekOne = async (entity: string) => {
  const [message] = await system.client.createReceiver(entity).peekMessages(1);
  return message?.applicationProperties;
};

test('requests are measured by route, method and status', async () => {
  const url = await start('--metrics');
  await post(url, { amount: 1 });
  await post(url, { amount: 'much' });
  await fetch(`${url}/orders/unknown`);
  await fetch(`${url}/nothing/here`, { method: 'DELETE' });
  const text = await (await fetch(`${url}/metrics`)).text();
  const counted = text.split('\n').filter((line) => line.startsWith('http_server_request_duration_count'));
  const of = (method: string, status: number, route?: string) =>
    counted.filter(
      (line) =>
        line.includes(`http_request_method="${method}"`) &&
        line.includes(`http_response_status_code="${status}"`) &&
        (route === undefined ? !line.includes('http_route') : line.includes(`http_route="${route}"`)) &&
        line.endsWith(' 1'),
    ).length;
  expect([
    of('POST', 202, '/orders'),
    of('POST', 400, '/orders'),
    of('GET', 404, '/orders/:id'),
    of('DELETE', 404),
  ]).toEqual([1, 1, 1, 1]);
}, 20_000);

test('a request begins the trace of its order, or goes on with that of whoever sent it', async () => {
  const url = await start('--otlp', collector.url);
  await post(url, { amount: 1 });
  await untilActive(() => system.broker, 'orders', 1);
  await post(url, { amount: 2, customer_id: 'C-7' }, { traceparent, tracestate: 'vendor=1' });
  await untilActive(() => system.broker, 'customer-orders', 1);
  await fetch(`${url}/health/ready`);
  stop.abort();
  await expect(running).resolves.toMatchObject({ exitCode: 0 });
  const spans = collector.spans();
  const [own, sent, continued, sentToo] = spans;
  expect(spans).toMatchObject([
    { service: 'order-api', name: 'POST /orders', kind: 2 },
    { service: 'order-api', name: 'send orders', parentSpanId: own?.spanId, traceId: own?.traceId },
    { name: 'POST /orders', parentSpanId: caller.spanId, traceId: caller.traceId },
    { name: 'send customer-orders', parentSpanId: continued?.spanId, traceId: caller.traceId },
  ]);
  expect([sent, sentToo]).not.toContain(undefined);
  expect(own?.attributes).toMatchObject({ 'http.request.method': 'POST', 'http.route': '/orders' });
  expect((await peekOne('orders'))?.['traceparent']).toBe(`00-${own?.traceId}-${own?.spanId}-01`);
  expect(await peekOne('customer-orders')).toMatchObject({
    traceparent: `00-${caller.traceId}-${continued?.spanId}-01`,
    tracestate: 'vendor=1',
  });
}, 20_000);

test.each([[[]], [['--no-outbox']]])(
  'who does not trace passes the trace on as it came (%j)',
  async (options) => {
    const url = await start(...options);
    await post(url, { amount: 1 }, { traceparent });
    await untilActive(() => system.broker, 'orders', 1);
    expect(await peekOne('orders')).toMatchObject({ traceparent, 'Diagnostic-Id': traceparent });
  },
  20_000,
);

test('a trace that cannot be read is not passed on', async () => {
  const url = await start();
  await post(url, { amount: 1 }, { traceparent: `00-${'0'.repeat(32)}-${caller.spanId}-01` });
  await untilActive(() => system.broker, 'orders', 1);
  expect(Object.keys((await peekOne('orders')) ?? {})).not.toContain('traceparent');
}, 20_000);
