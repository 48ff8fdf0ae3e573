import { administer } from '@ams/messaging-runtime';
import type { ServiceBusMessage } from '@azure/service-bus';

import type { DeadLetterGroups, DeadLetterGroupView, JobView, Preview } from '../src/api/index.js';
import { type Bench, startBench } from './support.js';

let bench: Bench;

beforeEach(async () => {
  bench = await startBench();
});

afterEach(() => bench.close());

const order = { order_id: 'A-17', ts: '2026-01-01T00:00:00Z', amount: 40 };

interface Failure {
  readonly reason?: string;
  readonly description?: string;
}

async function deadLetter(
  messages: readonly ServiceBusMessage[],
  { reason = 'InvalidBody', description = 'amount is missing' }: Failure = {},
  entity: readonly [string, string?] = ['orders'],
): Promise<void> {
  const sender = bench.client.createSender(entity[0]);
  await sender.sendMessages([...messages]);
  await sender.close();
  await failAll(messages.length, { reason, description }, entity);
}

async function failAll(
  count: number,
  { reason, description }: Required<Failure>,
  [name, subscription]: readonly [string, string?],
) {
  const receiver =
    subscription === undefined ? bench.client.createReceiver(name) : bench.client.createReceiver(name, subscription);
  const why = { deadLetterReason: reason, deadLetterErrorDescription: description };
  for (let done = 0; done < count;) {
    const messages = await receiver.receiveMessages(count - done);
    await Promise.all(messages.map((message) => receiver.deadLetterMessage(message, why)));
    done += messages.length;
  }
  await receiver.close();
}

const numbered = (count: number, from = 0): ServiceBusMessage[] =>
  Array.from({ length: count }, (_, index) => ({ messageId: `m${from + index}`, body: { index } }));

const administration = () => administer({ connectionString: bench.broker.connectionString() });

const counts = (entity: string) => {
  const { active, deadLettered } = bench.broker.counts(entity);
  return { active, deadLettered };
};

async function groups(entity?: string): Promise<DeadLetterGroups> {
  const { status, body } = await bench.get(
    `/api/dead-letters${entity === undefined ? '' : `?entity=${encodeURIComponent(entity)}`}`,
  );
  expect(status).toBe(200);
  return body as DeadLetterGroups;
}

async function onlyGroup(): Promise<DeadLetterGroupView> {
  const [group, ...others] = (await groups()).groups;
  if (group === undefined || others.length > 0) throw new Error('there must be one group');
  return group;
}

/** Begins a job and waits for its end. */
async function job(request: object): Promise<JobView> {
  const { status, body, text } = await bench.post('/api/jobs', request);
  if (status !== 202) throw new Error(text);
  return ended((body as JobView).id);
}

async function ended(id: string): Promise<JobView> {
  for (;;) {
    const view = await jobOf(id);
    if (view.state !== 'running') return view;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function jobOf(id: string): Promise<JobView> {
  const view = ((await bench.get('/api/jobs')).body as readonly JobView[]).find((each) => each.id === id);
  if (view === undefined) throw new Error(`there is no job ${id}`);
  return view;
}

async function activeIn(queue: string, count: number) {
  const receiver = bench.client.createReceiver(queue, { skipParsingBodyAsJson: true });
  const messages = await receiver.peekMessages(count);
  await receiver.close();
  return messages;
}

describe('groups of dead letters', () => {
  it('count what failed in the same way, with an example, in all entities', async () => {
    await deadLetter(numbered(3), { description: 'amount is "x" and must be a number' });
    await deadLetter(numbered(1), { reason: 'Timeout', description: '' }, ['events', 'billing']);
    const found = await groups();
    expect(found.groups).toMatchObject([
      {
        entity: 'orders',
        subQueue: 'deadLetter',
        reason: 'InvalidBody',
        description: 'amount is … and must be a number',
        count: 3,
        example: { messageId: 'm0', sequenceNumber: '1' },
        firstSeen: expect.stringMatching(/^\d{4}-/),
      },
      { entity: 'events/Subscriptions/billing', reason: 'Timeout', count: 1 },
    ]);
    expect(found.entities).toContainEqual({
      entity: 'orders',
      subQueue: 'deadLetter',
      scanned: 3,
      complete: true,
    });
  });

  it('are those of one entity where one is asked for, in whatever case its name is written', async () => {
    await deadLetter(numbered(1));
    await deadLetter(numbered(1), {}, ['events', 'billing']);
    const [one] = (await groups('orders')).groups;
    expect((await groups('ORDERS')).groups).toEqual([one]);
  });

  it('keep their ids while messages come and go', async () => {
    await deadLetter(numbered(1));
    const { id } = await onlyGroup();
    await deadLetter(numbered(1, 1));
    expect(await onlyGroup()).toMatchObject({ id, count: 2 });
  });

  it('have their messages shown by their ids', async () => {
    await deadLetter(numbered(2));
    await deadLetter(numbered(1, 2), { reason: 'Timeout' });
    const group = (await groups()).groups.find(({ reason }) => reason === 'Timeout');
    const { body } = await bench.get(`/api/messages?entity=orders&subQueue=deadLetter&group=${group?.id}`);
    expect(body).toMatchObject({ messages: [{ messageId: 'm2' }], scanned: 3 });
  });

  it('of an entity that there is not are not found', async () => {
    expect(await bench.get('/api/dead-letters?entity=nothing')).toMatchObject({ status: 404 });
  });
});

describe('a resubmission', () => {
  it('sends all dead letters back, and tells how many there were', async () => {
    await deadLetter(numbered(3));
    expect(await job({ kind: 'resubmit', entity: 'orders' })).toMatchObject({
      kind: 'resubmit',
      title: 'Resubmit all dead letters of orders',
      state: 'done',
      total: 3,
      done: 3,
      counts: { resubmitted: 3 },
      stayed: [],
    });
    expect(counts('orders')).toEqual({ active: 3, deadLettered: 0 });
  });

  it('sends one back, by its sequence number', async () => {
    await deadLetter(numbered(3));
    const done = await job({ kind: 'resubmit', entity: 'orders', selection: { sequenceNumbers: ['2'] } });
    expect(done).toMatchObject({ title: 'Resubmit 1 dead letter of orders', total: 1, counts: { resubmitted: 1 } });
    expect((await activeIn('orders', 10)).map(({ messageId }) => messageId)).toEqual(['m1']);
  });

  it('sends a whole group back, and leaves the others', async () => {
    await deadLetter(numbered(2));
    await deadLetter(numbered(3, 2), { reason: 'Timeout' });
    const group = (await groups()).groups.find(({ reason }) => reason === 'InvalidBody');
    const done = await job({ kind: 'resubmit', entity: 'orders', selection: { group: group?.id } });
    expect(done).toMatchObject({ total: 2, counts: { resubmitted: 2 } });
    expect(counts('orders')).toEqual({ active: 2, deadLettered: 3 });
  });

  it('sends back what a filter means', async () => {
    await deadLetter(numbered(4));
    const selection = { body: ['$.index>=2'], reason: 'invalid', system: ['messageId!=m3'], text: 'INDEX' };
    await job({ kind: 'resubmit', entity: 'orders', selection });
    expect((await activeIn('orders', 10)).map(({ messageId }) => messageId)).toEqual(['m2']);
  });

  it('sends a dead letter of a subscription back to it alone', async () => {
    await deadLetter(numbered(1), {}, ['events', 'billing']);
    await job({ kind: 'resubmit', entity: 'events/Subscriptions/billing' });
    expect(counts('events/Subscriptions/billing')).toEqual({ active: 1, deadLettered: 0 });
    expect(counts('events/Subscriptions/analytics')).toEqual({ active: 1, deadLettered: 0 });
  });

  it('edits body and properties, and says so in the copy', async () => {
    await deadLetter([{ messageId: 'A', body: 'not JSON', applicationProperties: { type: 'ordr', old: 1 } }]);
    const edit = { properties: { type: 'order', old: null }, body: { kind: 'json', value: order } };
    const selection = { sequenceNumbers: ['1'] };
    const done = await job({ kind: 'resubmit', entity: 'orders', selection, edit, checkSchema: true });
    expect(done.counts).toEqual({ resubmitted: 1 });
    const [message] = await activeIn('orders', 1);
    expect(JSON.parse(String(message?.body))).toEqual(order);
    expect(message?.applicationProperties).toMatchObject({ type: 'order', edited: true, resubmit_count: 1 });
    expect(message?.applicationProperties).not.toHaveProperty('old');
  });

  it('sends elsewhere when told so', async () => {
    await deadLetter(numbered(1));
    const done = await job({ kind: 'resubmit', entity: 'orders', to: 'parked' });
    expect(done.title).toBe('Resubmit all dead letters of orders to parked');
    expect(counts('parked').active).toBe(1);
  });

  it('leaves what consumers would refuse, and tells why', async () => {
    await deadLetter([...numbered(1), { messageId: 'sound', body: order }]);
    expect(await job({ kind: 'resubmit', entity: 'orders', checkSchema: true })).toMatchObject({
      counts: { refused: 1, resubmitted: 1 },
      stayed: [{ sequenceNumber: '1', messageId: 'm0', problem: expect.stringContaining('InvalidBody: ') }],
    });
    expect(counts('orders')).toEqual({ active: 1, deadLettered: 1 });
  });

  it('leaves what was sent back too often, or parks it', async () => {
    await deadLetter([{ messageId: 'A', body: order, applicationProperties: { resubmit_count: 2 } }]);
    expect(await job({ kind: 'resubmit', entity: 'orders', maxResubmits: 2 })).toMatchObject({
      counts: { exhausted: 1 },
      stayed: [{ problem: 'it was sent back 2 times already' }],
    });
    expect((await job({ kind: 'resubmit', entity: 'orders', maxResubmits: 2, park: true })).counts).toEqual({
      parked: 1,
    });
    expect(counts('parked').active).toBe(1);
  });

  it('works where no schema is known, whatever the body is', async () => {
    await administration().createQueue('others');
    await deadLetter([{ body: 'not JSON' }], {}, ['others']);
    expect((await job({ kind: 'resubmit', entity: 'others', checkSchema: true })).counts).toEqual({ resubmitted: 1 });
  });

  it.each([
    ['of a topic', { entity: 'events' }, 400, 'its subscriptions have the dead letters'],
    ['of an entity that there is not', { entity: 'nothing' }, 404, 'has no \\"nothing\\"'],
    ['to an entity that there is not', { entity: 'orders', to: 'nothing' }, 404, 'has no \\"nothing\\"'],
    ['of transfers that does not say where to', { entity: 'orders', subQueue: 'transferDeadLetter' }, 400, 'Say with'],
    ['with a patch that is none', { entity: 'orders', edit: { patch: '{' } }, 400, 'is not JSON'],
    ['with a condition that is none', { entity: 'orders', selection: { body: ['$[='] } }, 400, 'is no JSONPath'],
  ])('%s is refused, and nothing is begun', async (_, request, status, detail) => {
    const answer = await bench.post('/api/jobs', { kind: 'resubmit', ...request });
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(detail);
    expect((await bench.get('/api/jobs')).body).toEqual([]);
  });
});

describe('parking', () => {
  it('puts dead letters aside, shows them as a group, and takes them up again', async () => {
    await deadLetter(numbered(2));
    expect((await job({ kind: 'park', entity: 'orders', selection: { sequenceNumbers: ['1'] } })).counts).toEqual({
      parked: 1,
    });
    const parked = (await groups('parked')).groups;
    expect(parked).toMatchObject([{ entity: 'parked', subQueue: 'active', reason: 'InvalidBody', count: 1 }]);
    const done = await job({ kind: 'unpark', selection: { group: parked[0]?.id } });
    expect(done).toMatchObject({ title: 'Unpark a group of messages of queue parked', counts: { resubmitted: 1 } });
    expect(counts('orders')).toEqual({ active: 1, deadLettered: 1 });
  });

  it('takes nothing from the parking queue itself', async () => {
    expect(await bench.post('/api/jobs', { kind: 'park', entity: 'parked' })).toMatchObject({ status: 400 });
  });

  it('needs a parking queue', async () => {
    const other = await startBench({ names: {} });
    try {
      expect(await other.post('/api/jobs', { kind: 'unpark' })).toMatchObject({
        status: 400,
        body: { detail: expect.stringContaining('has no parking queue') },
      });
    } finally {
      await other.close();
    }
  });
});

describe('a preview', () => {
  const preview = async (request: object) =>
    (await bench.post('/api/preview', { entity: 'orders', sequenceNumber: '1', edit: {}, ...request })).body as Preview;

  it('tells what an edit changes, what consumers would say, and moves nothing', async () => {
    await deadLetter([{ messageId: 'A', body: { ...order, amount: 'x' }, applicationProperties: { type: 'ordr' } }]);
    const edit = { properties: { type: 'order' }, body: { kind: 'json', value: { ...order, amount: -1 } } };
    expect(await preview({ edit })).toEqual({
      problem: null,
      objection: expect.stringContaining('InvalidBody: '),
      alsoReaches: [],
      changes: [
        { of: 'body', path: '/amount', before: 'x', after: -1 },
        { of: 'property', path: 'type', before: 'ordr', after: 'order' },
      ],
    });
    expect(await preview({ edit: { ...edit, body: { kind: 'json', value: order } } })).toMatchObject({
      objection: null,
    });
    expect(counts('orders')).toEqual({ active: 0, deadLettered: 1 });
  });

  it('asks the consumers of where it is to go', async () => {
    await deadLetter([{ body: order }]);
    expect(await preview({})).toMatchObject({ objection: null });
    expect(await preview({ to: 'events' })).toMatchObject({ objection: expect.stringContaining('InvalidBody') });
    expect(await preview({ to: 'parked' })).toMatchObject({ objection: null });
  });

  it('tells which other subscriptions would get the message, too', async () => {
    await deadLetter(numbered(1), {}, ['events', 'billing']);
    const entity = 'events/Subscriptions/billing';
    expect(await preview({ entity })).toMatchObject({ alsoReaches: [] });
    await administration().createRule('events', 'analytics', 'everything', { sqlExpression: '1=1' });
    expect(await preview({ entity })).toMatchObject({ alsoReaches: ['analytics'] });
    expect(await preview({ entity, to: 'orders' })).toMatchObject({ alsoReaches: [] });
  });

  it('tells why a patch does not fit', async () => {
    await deadLetter([{ body: order }]);
    const patch = '[{"op":"remove","path":"/total"}]';
    expect(await preview({ edit: { patch } })).toEqual({
      problem: 'the patch cannot remove /total: nothing is there',
      objection: null,
      alsoReaches: [],
      changes: [],
    });
  });

  it('of a message that is not there is not found', async () => {
    await deadLetter([{ body: order }, { body: order }]);
    await job({ kind: 'resubmit', entity: 'orders', selection: { sequenceNumbers: ['1'] } });
    const answer = await bench.post('/api/preview', { entity: 'orders', sequenceNumber: '1', edit: {} });
    expect(answer).toMatchObject({ status: 404, body: { detail: expect.stringContaining('has no dead letter 1') } });
  });
});
