import type { MessageDetail, MessagePage, SendResult } from '../src/api/index.js';
import { type Bench, startBench } from './support.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});

afterAll(() => bench.close());

const page = async (query: string) => (await bench.get(`/api/messages?${query}`)).body as MessagePage;

const send = async (entity: string, message: object, count = 1) =>
  (await bench.post('/api/messages', { entity, message, count })).body as SendResult;

const text = (value: string) => ({ kind: 'text', value });

describe('sending', () => {
  it('sends all properties as they were given', async () => {
    await send('parked', {
      body: { kind: 'json', value: { amount: 12.5 } },
      messageId: 'all',
      subject: 'order',
      contentType: 'application/json',
      correlationId: 'c-1',
      replyTo: 'answers',
      to: 'somewhere',
      timeToLive: 3_600_000,
      applicationProperties: { type: 'a', count: 2, urgent: true, nothing: null, at: { date: '2026-11-05T08:00:00Z' } },
    });
    const { messages } = await page('entity=parked&system=messageId=all');
    const number = messages[0]?.sequenceNumber ?? '';
    const { body } = await bench.get(`/api/message?entity=parked&sequenceNumber=${number}`);
    const detail = body as MessageDetail;
    expect(detail).toMatchObject({
      messageId: 'all',
      subject: 'order',
      contentType: 'application/json',
      state: 'active',
    });
    expect(detail.body).toMatchObject({ kind: 'data', json: '{\n  "amount": 12.5\n}', text: '{"amount":12.5}' });
    expect(detail.applicationProperties).toEqual([
      { name: 'type', type: 'string', value: 'a' },
      { name: 'count', type: 'number', value: '2' },
      { name: 'urgent', type: 'boolean', value: 'true' },
      { name: 'nothing', type: 'null', value: '' },
      { name: 'at', type: 'date', value: '2026-11-05T08:00:00.000Z' },
    ]);
    expect(detail.system).toEqual(
      expect.arrayContaining([
        { name: 'correlationId', type: 'string', value: 'c-1' },
        { name: 'timeToLive', type: 'number', value: '3600000' },
      ]),
    );
    expect(detail.history).toEqual([{ at: detail.enqueuedAt, text: 'enqueued' }]);
  });

  it('schedules, and tells the numbers by which it can be cancelled', async () => {
    const scheduledEnqueueTimeUtc = new Date(Date.now() + 3_600_000).toISOString();
    const { sent, sequenceNumbers } = await send('parked', { body: text('later'), scheduledEnqueueTimeUtc }, 3);
    expect([sent, new Set(sequenceNumbers).size]).toEqual([3, 3]);
    const { messages } = await page('entity=parked&system=state=Scheduled');
    expect(messages.map(({ scheduledFor }) => scheduledFor)).toEqual(Array(3).fill(scheduledEnqueueTimeUtc));
  });

  it('refuses a subscription, and names its topic', async () => {
    const answer = await bench.post('/api/messages', {
      entity: 'events/Subscriptions/billing',
      message: { body: text('x') },
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('Send to its topic events') },
    });
  });

  it('tells why the broker refuses a message', async () => {
    const answer = await bench.post('/api/messages', { entity: 'customer-orders', message: { body: text('x') } });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ detail: expect.stringMatching(/session/i) });
  });

  it('tells what is wrong with a message before it is sent', async () => {
    const answer = await bench.post('/api/messages', { entity: 'parked', message: { body: text('x'), colour: 'red' } });
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringContaining('colour') } });
  });
});

describe('the message browser', () => {
  it.each(['/api/messages', '/api/export'])('is refused a filter of %s that is misspelt', async (path) => {
    const { status, body } = await bench.get(`${path}?entity=parked&propery=region=north`);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('propery');
  });

  beforeAll(async () => {
    const sender = bench.client.createSender('orders');
    const bodies = Array.from({ length: 1_000 }, (_, index) => ({
      body: { index, kind: index % 10 === 0 ? 'round' : 'other' },
      messageId: `m-${index}`,
      applicationProperties: { third: index % 3 === 0 },
    }));
    await sender.sendMessages(bodies);
    await sender.close();
  });

  it('shows messages page by page, each once', async () => {
    const ids: (string | null)[] = [];
    let from: string | null = '0';
    for (; from !== null;) {
      const { messages, next }: MessagePage = await page(`entity=orders&limit=250&from=${from}`);
      ids.push(...messages.map(({ messageId }) => messageId));
      from = next;
    }
    expect(ids).toEqual(Array.from({ length: 1_000 }, (_, index) => `m-${index}`));
  });

  it('begins at any number', async () => {
    const { messages } = await page('entity=orders&limit=1&from=500');
    expect(messages[0]).toMatchObject({ sequenceNumber: '500', preview: expect.stringContaining('"index":499') });
  });

  it.each([
    ['the body as JSON', `body=${encodeURIComponent("$.kind='round'")}&body=${encodeURIComponent('$.index>=900')}`, 10],
    ['the body as text', 'text=ROUND', 100],
    ['application properties', 'property=third=true', 334],
    ['system properties', `system=${encodeURIComponent('sequenceNumber>990')}`, 10],
  ])('finds messages by %s', async (_, query, count) => {
    let found = 0;
    for (let from: string | null = '0'; from !== null;) {
      const { messages, next }: MessagePage = await page(`entity=orders&limit=250&from=${from}&${query}`);
      found += messages.length;
      from = next;
    }
    expect(found).toBe(count);
  });

  it('says how many it looked at', async () => {
    expect(await page('entity=orders&property=missing')).toEqual({ messages: [], next: null, scanned: 1_000 });
  });

  it('leaves delivery counts as they are', async () => {
    const { messages } = await page('entity=orders&limit=1');
    expect(messages[0]?.deliveryCount).toBe(0);
  });

  it('shows messages of sessions', async () => {
    await send('customer-orders', { body: text('x'), sessionId: 's-1' });
    expect((await page('entity=customer-orders')).messages).toMatchObject([{ sessionId: 's-1' }]);
  });

  it('tells no moment of expiry of a message that does not expire', async () => {
    await send('parked', { body: text('for ever'), messageId: 'endless' });
    const { messages } = await page('entity=parked&system=messageId=endless');
    const { body } = await bench.get(`/api/message?entity=parked&sequenceNumber=${messages[0]?.sequenceNumber}`);
    const { expiresAt, system } = body as MessageDetail;
    expect(expiresAt).toBeNull();
    expect(system.map(({ name }) => name)).not.toContain('expiresAtUtc');
  });

  it('shows dead letters with their reason, and their history', async () => {
    const receiver = bench.client.createReceiver('orders');
    const [first] = await receiver.receiveMessages(1);
    if (first === undefined) throw new Error('no message came');
    const failure = { deadLetterReason: 'Broken', deadLetterErrorDescription: 'beyond repair' };
    await receiver.deadLetterMessage(first, failure);
    await receiver.close();
    const { messages } = await page('entity=orders&subQueue=deadLetter&reason=repair');
    expect(messages).toMatchObject([{ messageId: 'm-0', reason: 'Broken', description: 'beyond repair' }]);
    const { body } = await bench.get('/api/message?entity=orders&subQueue=deadLetter&sequenceNumber=1');
    expect((body as MessageDetail).history.map((step) => step.text)).toEqual([
      'enqueued',
      'dead-lettered in orders: Broken, beyond repair',
    ]);
  });

  it('shows JSON with the numbers, texts and doubled keys that its sender wrote', async () => {
    const lines = ['"id": 9007199254740993', '"price": 1.10', '"big": 1e400', '"é": "\\u00e9"', '"id": -0'];
    const value = `{${lines.join(',')}}`;
    await send('parked', { body: text(value), messageId: 'exact' });
    const { messages } = await page('entity=parked&system=messageId=exact');
    const { body } = await bench.get(`/api/message?entity=parked&sequenceNumber=${messages[0]?.sequenceNumber}`);
    const json = `{\n${lines.map((line) => `  ${line}`).join(',\n')}\n}`;
    expect((body as MessageDetail).body).toMatchObject({ json, text: value });
  });

  it('shows text that only begins as JSON does as no JSON', async () => {
    await send('parked', { body: text('{"id":1} {'), messageId: 'almost' });
    const { messages } = await page('entity=parked&system=messageId=almost');
    const { body } = await bench.get(`/api/message?entity=parked&sequenceNumber=${messages[0]?.sequenceNumber}`);
    expect((body as MessageDetail).body).toMatchObject({ json: null, text: '{"id":1} {' });
  });

  it('shows bytes that are no text', async () => {
    await send('events', { body: { kind: 'base64', value: 'AP8=' } });
    const entity = encodeURIComponent('events/Subscriptions/billing');
    const { messages } = await page(`entity=${entity}`);
    const { body } = await bench.get(`/api/message?entity=${entity}&sequenceNumber=${messages[0]?.sequenceNumber}`);
    expect((body as MessageDetail).body).toMatchObject({ json: null, text: null, base64: 'AP8=', size: 2 });
  });

  it.each([
    ['entity=orders&body=amount', 'is no JSONPath'],
    ['entity=orders&system=colour=red', 'is no system property'],
    ['entity=orders&from=-1', 'whole number'],
    ['entity=orders&from=9999999999999999999', 'larger than any'],
    ['entity=events', 'look at its subscriptions'],
  ])('says what is wrong with ?%s', async (query, problem) => {
    expect(await bench.get(`/api/messages?${query}`)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining(problem) },
    });
  });

  it('says that a message is not there any more', async () => {
    expect(await bench.get('/api/message?entity=orders&sequenceNumber=1')).toMatchObject({ status: 404 });
  });
});
