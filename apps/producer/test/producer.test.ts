import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventSchema, orderSchema } from '@ams/messages';
import { startTestSystem, type TestSystem } from '@ams/messaging-runtime/testing';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { producerCommand } from '../src/producer-command.js';

const order = { order_id: 'A-1', ts: '2026-11-05T08:15:30Z', amount: 19.9 };
const event = { event_id: 'E-1', type: 'user.signup', ts: '2026-11-05T08:15:30Z' };
const earlierOrder = { id: 'A-2', ts: '2026-11-05T08:15:30Z', amount: '19.90' };

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(() => system.close());

const produce = (...args: readonly string[]) => system.run(producerCommand, args);

function fileOf(...lines: readonly unknown[]): string {
  const file = join(system.folder, 'traffic.ndjson');
  writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return file;
}

const orders = (count: number): Promise<ServiceBusReceivedMessage[]> =>
  system.client.createReceiver('orders').receiveMessages(count);

const events = (count: number, subscription = 'billing'): Promise<ServiceBusReceivedMessage[]> =>
  system.client.createReceiver('events', subscription).receiveMessages(count);

const counts = () => ({
  orders: system.broker.counts('orders').active,
  events: system.broker.counts('events/Subscriptions/billing').active,
});

describe('generated messages', () => {
  test('are ten orders and six events unless told otherwise', async () => {
    const { exitCode } = await produce();
    expect({ exitCode, ...counts() }).toEqual({ exitCode: 0, orders: 10, events: 6 });
  });

  test('are all sent, however small the batches are and however few are on their way', async () => {
    const { exitCode } = await produce(
      '--orders',
      '25',
      '--events',
      '0',
      '--batch-size',
      '10',
      '--batches-in-flight',
      '1',
    );
    expect({ exitCode, orders: counts().orders }).toEqual({ exitCode: 0, orders: 25 });
  });

  test.each(['--batch-size', '--batches-in-flight'])('are not sent with %s 0', async (option) => {
    const { exitCode, stderr } = await produce(option, '0');
    expect({ exitCode, orders: counts().orders }).toEqual({ exitCode: 2, orders: 0 });
    expect(stderr).toContain('It must be a whole number from 1 to');
  });

  test('are sound orders, marked as such, known by their own id', async () => {
    await produce('--orders', '1', '--events', '0');
    const [message] = await orders(1);
    const body = orderSchema.parse(message?.body);
    expect(message).toMatchObject({
      messageId: body.order_id,
      contentType: 'application/json',
      applicationProperties: { type: 'order' },
    });
  });

  test('are sound events of both types, with the type as subject', async () => {
    await produce('--orders', '0', '--events', '2');
    const messages = await events(2, 'analytics');
    const subjects = messages.map(({ subject }) => subject);
    expect(messages.map(({ body }) => eventSchema.parse(body).type)).toEqual(subjects);
    expect(new Set(subjects)).toEqual(new Set(['user.signup', 'purchase']));
  });

  test('go by the thousand', async () => {
    const { stdout } = await produce('--orders', '5000', '--events', '0', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ sent: 5_000, refused: 0 });
    expect(counts().orders).toBe(5_000);
  });
});

describe('messages of a file', () => {
  test('go as they are written, with what the schema does not know', async () => {
    const file = fileOf({ kind: 'order', body: { ...order, channel: 'web' } }, '', { kind: 'event', body: event });
    const { exitCode } = await produce('--file', file);
    const [sentOrder] = await orders(1);
    const [sentEvent] = await events(1);
    expect({ exitCode, order: sentOrder?.body, event: sentEvent?.body }).toEqual({
      exitCode: 0,
      order: { ...order, channel: 'web' },
      event,
    });
  });

  test('may begin with a byte order mark', async () => {
    const { exitCode } = await produce('--file', fileOf(`\uFEFF${JSON.stringify({ kind: 'order', body: order })}`));
    expect({ exitCode, orders: counts().orders }).toEqual({ exitCode: 0, orders: 1 });
  });

  test('do not go at all when lines are bad, which are named by number', async () => {
    const file = fileOf(
      { kind: 'order', body: order },
      { kind: 'order', body: earlierOrder },
      '{"kind":',
      { kind: 'invoice', body: {} },
      { kind: 'event' },
      7,
    );
    const { exitCode, stderr } = await produce('--file', file);
    expect({ exitCode, ...counts() }).toEqual({ exitCode: 1, orders: 0, events: 0 });
    expect(stderr).toMatch(/5 lines cannot be sent, and nothing was/);
    expect(stderr).toMatch(/line 2: order: order_id is missing/);
    expect(stderr).toMatch(/line 3: not JSON/);
    expect(stderr).toMatch(/line 4: kind is "invoice" and must be one of order, event/);
    expect(stderr).toMatch(/line 5: body is missing/);
    expect(stderr).toMatch(/line 6: the line is 7 and must be/);
  });

  test('go unchecked as an older producer wrote them, with its id', async () => {
    const file = fileOf(
      { kind: 'order', body: earlierOrder },
      { kind: 'event', body: { id: 'E-2', type: 'UserSignedUp' } },
    );
    const { exitCode } = await produce('--file', file, '--unchecked');
    const [sentOrder] = await orders(1);
    const [sentEvent] = await events(1);
    expect(exitCode).toBe(0);
    expect(sentOrder).toMatchObject({ messageId: 'A-2', body: earlierOrder, applicationProperties: { type: 'order' } });
    expect(sentEvent).toMatchObject({ messageId: 'E-2', subject: 'UserSignedUp' });
  });

  test('need their kind even unchecked', async () => {
    const { exitCode, stderr } = await produce('--file', fileOf('what?'), '--unchecked');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/line 1: not JSON/);
  });

  test('that are too large are refused, and the others go', async () => {
    const file = fileOf(
      { kind: 'order', body: { ...order, note: 'x'.repeat(300 * 1024) } },
      { kind: 'order', body: { ...order, order_id: 'A-3' } },
    );
    const { exitCode, stdout, stderr } = await produce('--file', file, '--json');
    expect({ exitCode, orders: counts().orders }).toEqual({ exitCode: 1, orders: 1 });
    expect(JSON.parse(stdout)).toMatchObject({ orders: { sent: 1, refused: 1 } });
    expect(stderr).toBe('producer: 1 message refused, 1 sent');
  });
});

describe('what cannot work', () => {
  test('is a file that does not exist', async () => {
    const { exitCode, stderr } = await produce('--file', join(system.folder, 'missing.ndjson'));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/missing\.ndjson cannot be read/);
  });

  test.each([
    ['a file and a number of orders', ['--file', 'a.ndjson', '--orders', '3'], /cannot be used with/],
    ['unchecked without a file', ['--unchecked'], /--unchecked goes with --file/],
    ['a negative number', ['--orders=-1'], /whole number/],
  ])('is %s', async (_, args, message) => {
    const { exitCode, stderr } = await produce(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  test('is a key of another namespace, and nothing is sent', async () => {
    const file = join(system.folder, 'other.json');
    const other = await startTestSystem();
    try {
      const text = readFileSync(other.outputsFile, 'utf8').replaceAll(
        `localhost:${other.broker.port}`,
        `localhost:${system.broker.port}`,
      );
      writeFileSync(file, text);
    } finally {
      await other.close();
    }
    const { exitCode, stderr } = await produce('--outputs', file);
    expect({ exitCode, ...counts() }).toEqual({ exitCode: 1, orders: 0, events: 0 });
    expect(stderr).toMatch(/^producer: Cannot send to (orders|events): .*valid key/);
    expect(stderr).not.toMatch(/SharedAccessKey=/);
  });
});
