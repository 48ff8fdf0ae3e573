import { startTestSystem, type TestSystem } from '@ams/messaging-runtime/testing';
import { subscriptionConsumerCommand } from '../src/subscription-consumer-command.js';

const ts = '2026-11-05T08:15:30Z';
const signup = { event_id: 'E-1', type: 'user.signup', ts };
const purchase = { event_id: 'E-2', type: 'purchase', ts, amount: 19.9 };
const earlier = { id: 'E-3', type: 'PurchaseMade', ts, amount: '19.90' };

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(() => system.close());

const consume = (...args: readonly string[]) =>
  system.run(subscriptionConsumerCommand, ['--stop-when-idle', '0.1', '--json', ...args]);

async function send(...bodies: readonly unknown[]): Promise<void> {
  const messages = bodies.map((body, index) => ({ messageId: `m${index}`, body }));
  await system.client.createSender('events').sendMessages(messages);
}

test.each(['billing', 'analytics'])(
  'processes the events of %s, and leaves those of the other',
  async (subscription) => {
    await send(signup, purchase);
    const { exitCode, stdout } = await consume('--subscription', subscription);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ entity: `events/Subscriptions/${subscription}`, processed: 2 });
    const other = subscription === 'billing' ? 'analytics' : 'billing';
    expect(system.broker.counts(`events/Subscriptions/${subscription}`).active).toBe(0);
    expect(system.broker.counts(`events/Subscriptions/${other}`).active).toBe(2);
  },
);

test('puts off what goes on failing, for its own subscription alone', async () => {
  await send(signup, purchase);
  const retries = ['--fail-every', '1', '--immediate-retries', '0', '--retry-base', '0.02'];
  const { stdout } = await consume('--subscription', 'billing', ...retries);
  expect(JSON.parse(stdout)).toMatchObject({ processed: 2, retriedLater: 2, deadLettered: 0, duplicates: 0 });
  expect(system.broker.counts('events/Subscriptions/analytics').active).toBe(2);
});

test('dead-letters an event of an unknown type, with those that exist', async () => {
  await send({ ...signup, type: 'user.left' });
  await consume('--subscription', 'billing');
  const receiver = system.client.createReceiver('events', 'billing', { subQueueType: 'deadLetter' });
  const [dead] = await receiver.receiveMessages(1);
  expect(dead).toMatchObject({
    deadLetterReason: 'InvalidBody',
    deadLetterErrorDescription: 'type is "user.left" and must be one of user.signup, purchase',
  });
});

test('processes the earlier format when told to accept it', async () => {
  await send(earlier);
  const { stdout } = await consume('--subscription', 'billing', '--accept-earlier-format');
  expect(JSON.parse(stdout)).toMatchObject({ processed: 1, deadLettered: 0 });
});

test.each([
  ['no subscription', [], /required option '-s, --subscription <name>' not specified/],
  ['an unknown one', ['--subscription', 'shipping'], /Allowed choices are billing, analytics/],
  [
    'an inbox for batches',
    ['--subscription', 'analytics', '--inbox', 'inbox.sqlite'],
    /--inbox is for messages that are handled one by one/,
  ],
])('ends with 2 for %s', async (_, args, message) => {
  const { exitCode, stderr } = await consume(...args);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(message);
});
