import {
  destination,
  filterOf,
  parkDeadLetters,
  parkedMessages,
  planUnparking,
  queueDeadLetters,
  resubmitDeadLetters,
  subscriptionDeadLetters,
  unpark,
  type MoveAccount,
  type ResubmitOptions,
} from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { deadLetter, silent, take } from './support.js';

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(() => system.close());

const ofQueue = () => queueDeadLetters(system.client, 'orders');
const ofBilling = () => subscriptionDeadLetters(system.client, 'events', 'billing', 'resubmit_to');
const parked = () => parkedMessages(system.client, 'parked');
const homeOf = (path: string) => [ofQueue(), ofBilling()].find((source) => source.path === path);
const active = (entity: string) => system.broker.counts(entity).active;

const unparking = { signal: new AbortController().signal, log: silent, by: 'someone@somewhere' };

const parking = (): ResubmitOptions => ({
  ...unparking,
  maxResubmits: 1,
  parking: destination(system.client, 'parking queue parked', 'parked'),
});

/** A message that has failed, was sent back once, and has failed again. */
async function failTwice(message: object): Promise<void> {
  await system.client.createSender('orders').sendMessages({ body: { amount: 1 }, ...message });
  await deadLetter(system.client, 1);
  await resubmitDeadLetters(ofQueue(), parking());
  await deadLetter(system.client, 1);
}

test('what was sent back too often is parked, with where it came from and why', async () => {
  await failTwice({ messageId: 'A-1', applicationProperties: { type: 'order' } });
  await expect(resubmitDeadLetters(ofQueue(), parking())).resolves.toMatchObject({ resubmitted: 0, parked: 1 });
  expect(system.broker.counts('orders')).toMatchObject({ active: 0, deadLettered: 0 });
  const [message] = await take(system.client, 1, ['parked']);
  expect(message).toMatchObject({
    messageId: 'A-1',
    applicationProperties: {
      type: 'order',
      parked_from: 'orders',
      parked_by: 'someone@somewhere',
      parked_because: 'sent back 1 time already, and 1 is the most',
      last_dead_letter_reason: 'InvalidBody',
      resubmit_count: 1,
    },
  });
});

test('what is parked keeps what is known of its failure, and leaves it behind when it goes back', async () => {
  const failure = { last_error_type: 'TypeError', failed_attempts: 10 };
  await system.client
    .createSender('orders')
    .sendMessages({ messageId: 'A-1', body: 1, applicationProperties: failure });
  await deadLetter(system.client, 1);
  await resubmitDeadLetters(ofQueue(), { ...parking(), maxResubmits: 0 });
  const [waiting] = await parked().openReceiver().peekMessages(1);
  expect(waiting?.applicationProperties).toMatchObject(failure);
  await unpark(parked(), homeOf, unparking);
  const [back] = await take(system.client, 1);
  expect(Object.keys(back?.applicationProperties ?? {})).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(last_error_type|failed_attempts)$/)]),
  );
});

test('what is parked does not expire, and gets its time to live back with its return', async () => {
  await failTwice({ messageId: 'A-1', timeToLive: 3_600_000 });
  await resubmitDeadLetters(ofQueue(), parking());
  const [waiting] = await parked().openReceiver().peekMessages(1);
  expect(waiting?._rawAmqpMessage.header?.timeToLive).toBeUndefined();
  await unpark(parked(), homeOf, unparking);
  const [back] = await take(system.client, 1);
  expect(back?.timeToLive).toBe(3_600_000);
});

test('what is parked goes back to where it was, as one more return', async () => {
  await failTwice({ messageId: 'A-1' });
  await resubmitDeadLetters(ofQueue(), parking());
  await expect(unpark(parked(), homeOf, unparking)).resolves.toMatchObject({ resubmitted: 1 });
  const [back] = await take(system.client, 1);
  expect(back?.applicationProperties).toMatchObject({ resubmit_count: 2, resubmitted_from: 'parked' });
  expect(Object.keys(back?.applicationProperties ?? {}).filter((name) => name.startsWith('parked'))).toEqual([]);
  expect(active('parked')).toBe(0);
});

test('what somebody puts aside waits in the parking queue, and goes back like the others', async () => {
  await system.client.createSender('orders').sendMessages({ messageId: 'A-1', body: 1 });
  await deadLetter(system.client, 1);
  const aside = { ...unparking, parking: destination(system.client, 'parking queue parked', 'parked') };
  await expect(parkDeadLetters(ofQueue(), aside)).resolves.toMatchObject({ parked: 1, resubmitted: 0 });
  const [waiting] = await parked().openReceiver().peekMessages(1);
  expect(waiting?.applicationProperties).toMatchObject({
    parked_from: 'orders',
    parked_because: 'someone@somewhere put it aside',
    last_dead_letter_reason: 'InvalidBody',
  });
  await expect(unpark(parked(), homeOf, unparking)).resolves.toMatchObject({ resubmitted: 1 });
  expect(active('orders')).toBe(1);
});

test('what was parked from a subscription goes back to that subscription alone', async () => {
  await system.client.createSender('events').sendMessages({ messageId: 'E-1', body: 1 });
  await deadLetter(system.client, 1, ['events', 'billing']);
  await take(system.client, 1, ['events', 'analytics']);
  await resubmitDeadLetters(ofBilling(), parking());
  await deadLetter(system.client, 1, ['events', 'billing']);
  await resubmitDeadLetters(ofBilling(), parking());
  await expect(unpark(parked(), homeOf, unparking)).resolves.toMatchObject({ resubmitted: 1 });
  expect(active('events/Subscriptions/billing')).toBe(1);
  expect(active('events/Subscriptions/analytics')).toBe(0);
});

test('only what is meant is taken up again, by the failure that it had', async () => {
  await failTwice({ messageId: 'A-1' });
  await resubmitDeadLetters(ofQueue(), parking());
  const other = { ...unparking, filter: await filterOf({ reason: 'Timeout' }) };
  await expect(unpark(parked(), homeOf, other)).resolves.toMatchObject({ resubmitted: 0, unmatched: 1 });
  const same = { ...unparking, filter: await filterOf({ reason: 'InvalidBody' }) };
  await expect(planUnparking(parked(), homeOf, same)).resolves.toMatchObject({ resubmitted: 1 });
});

test.each([
  ['that nobody parked', {}, 'it does not say where it was parked from'],
  ['of a place that is unknown', { parked_from: 'old' }, 'it was parked from old, which is unknown'],
])('a message %s stays, and it is told why', async (_, applicationProperties, problem) => {
  await system.client.createSender('parked').sendMessages({ messageId: 'A-1', body: 1, applicationProperties });
  const told: MoveAccount[] = [];
  const onDeadLetter = (__: unknown, account: MoveAccount) => told.push(account);
  await expect(unpark(parked(), homeOf, { ...unparking, onDeadLetter })).resolves.toMatchObject({ refused: 1 });
  expect(told).toEqual([{ fate: 'refused', problem }]);
  expect(active('parked')).toBe(1);
});
