import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestSystem, type TestSystem } from '@ams/messaging-runtime/testing';
import { producerCommand } from '../src/producer-command.js';

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(() => system.close());

function fileOf(text: string, name = 'traffic.csv'): string {
  const file = join(system.folder, name);
  writeFileSync(file, text);
  return file;
}

const produce = (...args: readonly string[]) => system.run(producerCommand, args);

async function sentTo(entity: 'orders' | 'billing', count: number) {
  const { client } = system;
  const receiver = entity === 'orders' ? client.createReceiver('orders') : client.createReceiver('events', 'billing');
  return (await receiver.receiveMessages(count)).map(({ body, messageId }) => ({ body: body as unknown, messageId }));
}

const header = 'order_id,ts,amount,customer_id,note';

test('columns become fields, with the types that the schema has', async () => {
  const file = fileOf(
    `${header}\r\n007,2026-11-05T08:15:30Z,19.90,C-7,"big, ""red"""\r\nA-2,2026-11-05T08:15:30Z,5,,\r\n`,
  );
  const { exitCode, stderr } = await produce('--file', file);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(await sentTo('orders', 2)).toEqual([
    {
      messageId: '007',
      body: { order_id: '007', ts: '2026-11-05T08:15:30Z', amount: 19.9, customer_id: 'C-7', note: 'big, "red"' },
    },
    { messageId: 'A-2', body: { order_id: 'A-2', ts: '2026-11-05T08:15:30Z', amount: 5 } },
  ]);
});

test('rows with an event_id are events', async () => {
  const file = fileOf('event_id,type,ts,order_id,amount\nE-1,purchase,2026-11-05T08:15:30Z,A-1,3\n');
  expect((await produce('--file', file)).exitCode).toBe(0);
  expect(await sentTo('billing', 1)).toMatchObject([{ messageId: 'E-1', body: { type: 'purchase', amount: 3 } }]);
});

test('a column kind tells orders from events', async () => {
  const rows = ['kind,order_id,event_id,type,ts,amount', `order,A-1,,,2026-11-05T08:15:30Z,1`];
  const file = fileOf([...rows, 'event,,E-1,user.signup,2026-11-05T08:15:30Z,'].join('\n'));
  const { stdout } = await produce('--file', file, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ orders: { sent: 1 }, events: { sent: 1 } });
});

test('may begin with a byte order mark and have another ending', async () => {
  const file = fileOf(`\uFEFForder_id,ts,amount\nA-1,2026-11-05T08:15:30Z,1`, 'export.txt');
  expect((await produce('--file', file, '--format', 'csv')).exitCode).toBe(0);
  expect(system.broker.counts('orders').active).toBe(1);
});

test('bad rows are named by line, and nothing is sent', async () => {
  const rows = [
    'kind,order_id,ts,amount',
    'order,A-1,2026-11-05T08:15:30Z,1',
    'order,A-2,2026-11-05T08:15:30Z,much',
    '',
    'order,A-3,2026-11-05T08:15:30Z',
    'invoice,A-4,2026-11-05T08:15:30Z,1',
    'order,A-5,2026-11-05T08:15:30Z,',
  ];
  const { exitCode, stderr } = await produce('--file', fileOf(rows.join('\n')));
  expect({ exitCode, orders: system.broker.counts('orders').active }).toEqual({ exitCode: 1, orders: 0 });
  expect(stderr.split('\n').slice(1)).toEqual([
    '  line 3: order: amount is "much" and must be a number of at least 0',
    '  line 5: the row has 3 columns, the header row 4',
    '  line 6: kind is "invoice" and must be one of order, event',
    '  line 7: order: amount is missing and must be a number of at least 0',
  ]);
});

test.each([
  [
    'no column that says what rows are',
    'id,amount\n1,2',
    /line 1: the header row must name the column kind, order_id or/,
  ],
  ['a column twice', 'order_id,ts,ts\n1,2,3', /line 1: the header row has the column ts twice/],
  [
    'a quote that is not closed',
    'order_id,ts,amount\n"A-1,2026-11-05T08:15:30Z,1\n',
    /line \d: not CSV: Quote Not Closed/,
  ],
])('with %s is refused', async (_, text, problem) => {
  const { exitCode, stderr } = await produce('--file', fileOf(text));
  expect({ exitCode, orders: system.broker.counts('orders').active }).toEqual({ exitCode: 1, orders: 0 });
  expect(stderr).toMatch(problem);
});
