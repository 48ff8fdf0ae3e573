import type { ServiceBusMessage } from '@azure/service-bus';
import {
  destination,
  editorOf,
  filterOf,
  planResubmission,
  queueDeadLetters,
  resubmitDeadLetters,
  subscriptionDeadLetters,
  type Editor,
  type MoveAccount,
  type ResubmitOptions,
} from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { deadLetter, numbered, silent, take } from './support.js';

const options: ResubmitOptions = {
  maxResubmits: 3,
  signal: new AbortController().signal,
  log: silent,
  by: 'someone@somewhere',
};

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(() => system.close());

const ofQueue = () => queueDeadLetters(system.client, 'orders');
const ofBilling = () => subscriptionDeadLetters(system.client, 'events', 'billing', 'resubmit_to');
const counts = (entity: string) => {
  const { active, deadLettered } = system.broker.counts(entity);
  return { active, deadLettered };
};

async function deadLetterInQueue(...messages: ServiceBusMessage[]): Promise<void> {
  await system.client.createSender('orders').sendMessages(messages);
  await deadLetter(system.client, messages.length);
}

describe('a copy', () => {
  test('tells where it came from, why, when and by whom', async () => {
    await deadLetterInQueue({ messageId: 'A-1', body: 1 });
    await resubmitDeadLetters(ofQueue(), options);
    const [back] = await take(system.client, 1);
    expect(back?.applicationProperties).toEqual({
      original_message_id: 'A-1',
      original_sequence_number: '1',
      original_enqueued_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      last_dead_letter_reason: 'InvalidBody',
      last_dead_letter_description: 'amount is missing',
      resubmit_count: 1,
      resubmitted_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      resubmitted_by: 'someone@somewhere',
      resubmitted_from: 'orders',
    });
  });

  test('keeps the first origin when it comes back again, and tells the latest failure', async () => {
    await deadLetterInQueue({ messageId: 'A-1', body: 1 });
    await resubmitDeadLetters(ofQueue(), options);
    await deadLetter(system.client, 1, ['orders'], 'Timeout');
    await resubmitDeadLetters(ofQueue(), options);
    const [back] = await take(system.client, 1);
    expect(back?.applicationProperties).toMatchObject({
      original_message_id: 'A-1',
      original_sequence_number: '1',
      last_dead_letter_reason: 'Timeout',
      resubmit_count: 2,
    });
  });

  test('gets a new id that duplicate detection lets through, and keeps the first one beside it', async () => {
    const strict = await startTestSystem({ orders: { requiresDuplicateDetection: true } });
    try {
      const source = queueDeadLetters(strict.client, 'orders');
      await strict.client.createSender('orders').sendMessages({ messageId: 'A-1', body: 1 });
      await deadLetter(strict.client, 1);
      await resubmitDeadLetters(source, { ...options, newId: true });
      const [back] = await take(strict.client, 1);
      expect(back).toMatchObject({
        messageId: 'A-1~resubmit-1',
        applicationProperties: { original_message_id: 'A-1' },
      });
    } finally {
      await strict.close();
    }
  });

  test('of a very long id gets a new one that Azure takes', async () => {
    await deadLetterInQueue({ messageId: 'x'.repeat(128), body: 1 });
    await resubmitDeadLetters(ofQueue(), { ...options, newId: true });
    const [back] = await take(system.client, 1);
    expect(String(back?.messageId)).toMatch(/^[0-9a-f]{64}~resubmit-1$/);
  });
});

describe('edits', () => {
  test('change body and properties of the copy, which says so', async () => {
    await deadLetterInQueue({ messageId: 'A-1', body: { amount: '19.90' }, applicationProperties: { type: 'ordr' } });
    const edit = await editorOf({
      properties: { type: 'order' },
      patch: '[{"op":"replace","path":"/amount","value":19.9}]',
    });
    await resubmitDeadLetters(ofQueue(), { ...options, edit });
    const [back] = await take(system.client, 1);
    expect(JSON.parse(String(back?.body))).toEqual({ amount: 19.9 });
    expect(back?.applicationProperties).toMatchObject({ type: 'order', edited: true });
  });

  test('that fail leave the message where it is, and tell why', async () => {
    await deadLetterInQueue({ messageId: 'A-1', body: { amount: 1 } }, { messageId: 'A-2', body: { total: 1 } });
    const edit = await editorOf({ patch: '[{"op":"remove","path":"/amount"}]' });
    const told: MoveAccount[] = [];
    const onDeadLetter = (_: unknown, account: MoveAccount) => told.push(account);
    const result = await resubmitDeadLetters(ofQueue(), { ...options, edit, onDeadLetter });
    expect(result).toMatchObject({ resubmitted: 1, refused: 1 });
    expect(told).toContainEqual({ fate: 'refused', problem: 'the patch cannot remove /amount: nothing is there' });
    expect(counts('orders')).toEqual({ active: 1, deadLettered: 1 });
  });

  test('that fail do not count towards the limit', async () => {
    await deadLetterInQueue(...numbered(5));
    const edit = await editorOf({ patch: '[{"op":"test","path":"/index","value":3}]' });
    const result = await resubmitDeadLetters(ofQueue(), { ...options, edit, limit: 1 });
    expect(result).toMatchObject({ examined: 4, resubmitted: 1, refused: 3 });
  });

  test('that break on one message leave it, and spare the others', async () => {
    await deadLetterInQueue(...numbered(2));
    const edit: Editor = (copy) => {
      if (copy.properties?.messageId === 'm0') throw new Error('too deep');
      return { ok: true, copy, changes: [] };
    };
    await expect(resubmitDeadLetters(ofQueue(), { ...options, edit })).resolves.toMatchObject({
      resubmitted: 1,
      refused: 1,
    });
  });

  test('are told of in a plan, and nothing is done', async () => {
    await deadLetterInQueue({ messageId: 'A-1', body: { amount: 1 } });
    const edit = await editorOf({ properties: { type: 'order' } });
    const told: MoveAccount[] = [];
    const onDeadLetter = (_: unknown, account: MoveAccount) => told.push(account);
    await planResubmission(ofQueue(), { ...options, edit, onDeadLetter });
    expect(told).toEqual([
      {
        fate: 'resubmit',
        destination: 'queue orders',
        changes: [{ of: 'property', path: 'type', after: 'order' }],
      },
    ]);
    expect(counts('orders')).toEqual({ active: 0, deadLettered: 1 });
  });

  test('are checked as they would be sent', async () => {
    await deadLetterInQueue({ messageId: 'A-1', body: { amount: 1 } }, { messageId: 'A-2', body: { amount: -1 } });
    const check = (body: unknown) => ((body as { amount: number }).amount < 0 ? 'amount is negative' : undefined);
    const result = await resubmitDeadLetters(ofQueue(), { ...options, check });
    expect(result).toMatchObject({ resubmitted: 1, refused: 1 });
  });
});

describe('elsewhere', () => {
  test('is where they go when told so, without the address that they had', async () => {
    await system.client.createSender('events').sendMessages({ messageId: 'E-1', body: 1 });
    await deadLetter(system.client, 1, ['events', 'billing']);
    await resubmitDeadLetters(ofBilling(), options);
    await deadLetter(system.client, 1, ['events', 'billing']);
    const to = destination(system.client, 'queue orders', 'orders', { resubmit_to: undefined });
    await expect(resubmitDeadLetters(ofBilling(), { ...options, to })).resolves.toMatchObject({ resubmitted: 1 });
    const [back] = await take(system.client, 1);
    expect(back?.applicationProperties).toMatchObject({ resubmitted_from: 'events/Subscriptions/billing' });
    expect(back?.applicationProperties).not.toHaveProperty('resubmit_to');
  });

  test('that refuses a message leaves it where it is', async () => {
    await deadLetterInQueue(...numbered(2));
    const to = destination(system.client, 'queue customer-orders', 'customer-orders');
    const result = await resubmitDeadLetters(ofQueue(), { ...options, to });
    expect(result).toMatchObject({ resubmitted: 0, failed: 2 });
    expect(counts('orders')).toEqual({ active: 0, deadLettered: 2 });
  });
});

describe('sessions', () => {
  const ofSessions = () => queueDeadLetters(system.client, 'customer-orders');

  async function deadLetterSession(sessionId: string, count: number): Promise<void> {
    const messages = Array.from({ length: count }, (_, index) => ({
      messageId: `${sessionId}-${index}`,
      sessionId,
      body: { index },
    }));
    await system.client.createSender('customer-orders').sendMessages(messages);
    const receiver = await system.client.acceptSession('customer-orders', sessionId);
    for (const message of await receiver.receiveMessages(count)) await receiver.deadLetterMessage(message);
    await receiver.close();
  }

  test('get their messages back in order', async () => {
    await deadLetterSession('S-1', 20);
    await deadLetterSession('S-2', 20);
    await expect(resubmitDeadLetters(ofSessions(), options)).resolves.toMatchObject({ resubmitted: 40 });
    const receiver = await system.client.acceptSession('customer-orders', 'S-1');
    const ids = (await receiver.receiveMessages(20)).map(({ messageId }) => messageId);
    expect(ids).toEqual(Array.from({ length: 20 }, (_, index) => `S-1-${index}`));
    await receiver.close();
  });

  test('go on past what is refused, which no later run would send either', async () => {
    await deadLetterSession('S-1', 3);
    const edit = await editorOf({ patch: '[{"op":"test","path":"/index","value":1}]' });
    await expect(resubmitDeadLetters(ofSessions(), { ...options, edit })).resolves.toMatchObject({
      resubmitted: 1,
      refused: 2,
    });
  });

  test('keep all that comes after one that could not be sent', async () => {
    await deadLetterSession('S-1', 3);
    await deadLetterSession('S-2', 1);
    const tooLarge: Editor = (copy) => {
      const body = copy.properties?.messageId === 'S-1-1' ? Buffer.alloc(300_000) : copy.body;
      return { ok: true, copy: { ...copy, body }, changes: [] };
    };
    const told: string[] = [];
    const result = await resubmitDeadLetters(ofSessions(), {
      ...options,
      edit: tooLarge,
      onDeadLetter: ({ messageId }, { problem = 'sent' }) => told.push(`${String(messageId)}: ${problem}`),
    });
    expect(result).toMatchObject({ resubmitted: 2, failed: 2 });
    expect(told).toContain('S-1-2: one before it in its session could not be sent');
    expect(counts('customer-orders')).toEqual({ active: 2, deadLettered: 2 });
  });
});

test('those behind the last one that is meant are not looked at', async () => {
  await deadLetterInQueue(...numbered(5));
  const filter = await filterOf({ sequenceNumbers: ['2'] });
  const result = await resubmitDeadLetters(ofQueue(), { ...options, filter, expected: 1 });
  expect(result).toMatchObject({ examined: 2, unmatched: 1, resubmitted: 1 });
  expect(counts('orders')).toEqual({ active: 1, deadLettered: 4 });
});

test('a rate spreads them', async () => {
  await deadLetterInQueue(...numbered(5));
  await expect(resubmitDeadLetters(ofQueue(), { ...options, rate: 200 })).resolves.toMatchObject({ resubmitted: 5 });
});

test('a stop ends it between two messages, and leaves the rest', async () => {
  await deadLetterInQueue(...numbered(50));
  const stop = new AbortController();
  let moved = 0;
  const onDeadLetter = () => {
    moved += 1;
    if (moved === 3) stop.abort();
  };
  const result = await resubmitDeadLetters(ofQueue(), { ...options, rate: 200, signal: stop.signal, onDeadLetter });
  expect(result.resubmitted).toBeLessThan(50);
  expect(counts('orders')).toEqual({ active: result.resubmitted, deadLettered: 50 - result.resubmitted });
});
