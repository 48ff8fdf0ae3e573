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

const post = (url: string, body: unknown) =>
  fetch(`${url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
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

test('an order begins its trace where it is published', async () => {
  const url = await start('--otlp', collector.url);
  await post(url, { amount: 1 });
  await untilActive(() => system.broker, 'orders', 1);
  stop.abort();
  await expect(running).resolves.toMatchObject({ exitCode: 0 });
  const [created, sent] = collector.spans();
  expect([created, sent]).toMatchObject([
    { service: 'order-api', name: 'create orders' },
    { service: 'order-api', name: 'send orders', parentSpanId: created?.spanId, traceId: created?.traceId },
  ]);
  const [message] = await system.client.createReceiver('orders').peekMessages(1);
  expect(message?.applicationProperties?.['traceparent']).toBe(`00-${created?.traceId}-${created?.spanId}-01`);
}, 20_000);
