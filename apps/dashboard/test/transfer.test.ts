import type { MessagePage } from '../src/api/index.js';
import { type Bench, ended, startBench } from './support.js';

let bench: Bench;

beforeEach(async () => {
  bench = await startBench();
});

afterEach(() => bench.close());

const importLines = (entity: string, lines: readonly unknown[] | string) =>
  bench.post(
    `/api/import?entity=${encodeURIComponent(entity)}`,
    typeof lines === 'string' ? lines : lines.map((line) => JSON.stringify(line)).join('\n'),
    { 'content-type': 'application/x-ndjson' },
  );

const exported = async (query: string) =>
  (await bench.get(`/api/export?${query}`)).text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

const lines = [
  {
    body: { kind: 'json', value: { amount: 12.5 } },
    messageId: 'one',
    subject: 'order',
    contentType: 'application/json',
    correlationId: 'c',
    timeToLive: 3_600_000,
    applicationProperties: {
      type: 'a',
      count: 2,
      urgent: true,
      nothing: null,
      at: { date: '2026-11-05T08:00:00.000Z' },
    },
  },
  { body: { kind: 'text', value: '{"id": 12345678901234567890}' }, messageId: 'two', applicationProperties: {} },
  { body: { kind: 'base64', value: 'AP8=' }, messageId: 'three', applicationProperties: {} },
];

describe('export and import', () => {
  it('give back what was taken out, to the last digit', async () => {
    expect(await ended(bench, await importLines('orders', lines))).toMatchObject({
      kind: 'import',
      title: 'Import 3 messages into orders',
      state: 'done',
      total: 3,
      counts: { sent: 3 },
    });
    expect(await exported('entity=orders')).toEqual(lines);
  });

  it('keep the moments of scheduled messages', async () => {
    const scheduledEnqueueTimeUtc = new Date(Date.now() + 3_600_000).toISOString();
    const line = { ...lines[2], scheduledEnqueueTimeUtc };
    await ended(bench, await importLines('orders', [line]));
    expect(await exported('entity=orders')).toEqual([line]);
  });

  it('keep sessions in their order', async () => {
    const many = Array.from({ length: 300 }, (_, index) => ({
      body: { kind: 'json', value: index },
      messageId: `m-${index}`,
      sessionId: `s-${index % 3}`,
      applicationProperties: {},
    }));
    await ended(bench, await importLines('customer-orders', many));
    const all = (await exported('entity=customer-orders')) as typeof many;
    const of = (from: typeof many, id: string) => from.filter(({ sessionId }) => sessionId === id);
    for (const id of ['s-0', 's-1', 's-2']) expect(of(all, id)).toEqual(of(many, id));
  });

  it('take what matches, as a file to be saved', async () => {
    await ended(bench, await importLines('orders', lines));
    const { headers, text } = await bench.get('/api/export?entity=orders&property=type=a');
    expect(headers).toMatchObject({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': 'attachment; filename="orders.ndjson"',
    });
    expect(text.trim().split('\n')).toHaveLength(1);
    expect(await exported('entity=orders&sequenceNumbers=2')).toEqual([lines[1]]);
  });

  it('leave behind why a message was a dead letter', async () => {
    await ended(bench, await importLines('orders', lines));
    const receiver = bench.client.createReceiver('orders');
    const [first] = await receiver.receiveMessages(1);
    if (first === undefined) throw new Error('no message came');
    await receiver.deadLetterMessage(first, {
      deadLetterReason: 'Broken',
      deadLetterErrorDescription: 'beyond repair',
    });
    await receiver.close();
    expect(await exported('entity=orders&subQueue=deadLetter')).toEqual([lines[0]]);
  });

  it('send nothing as long as a line is wrong, and name it', async () => {
    const answer = await importLines('orders', `${JSON.stringify(lines[0])}\n\nnonsense\n{"body":{"kind":"text"}}\n`);
    expect(answer).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(/^Nothing was sent. Correct line 3: it is not JSON; line 4: body\.value/) },
    });
    expect(((await bench.get('/api/messages?entity=orders')).body as MessagePage).messages).toEqual([]);
  });

  it('refuse an empty file, and a subscription', async () => {
    expect(await importLines('orders', '\n')).toMatchObject({ status: 400 });
    expect(await importLines('events/Subscriptions/billing', lines)).toMatchObject({ status: 400 });
  });
});
