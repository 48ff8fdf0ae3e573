import { ManualClock } from '@ams/local-broker';
import { eventContract, type PurchaseTotals } from '@ams/messages';
import { messageOf, publish } from '@ams/messaging-runtime';
import { startTestSystem, type TestSystem } from '@ams/messaging-runtime/testing';
import type { ServiceBusMessage } from '@azure/service-bus';
import { subscriptionConsumerCommand } from '../src/subscription-consumer-command.js';

const ts = '2026-11-05T08:15:30Z';
const analytics = 'events/Subscriptions/analytics';

let system: TestSystem;
let clock: ManualClock;

async function start(partitioned: boolean): Promise<void> {
  clock = new ManualClock(Date.now());
  system = await startTestSystem({ clock, partitioned });
}

beforeEach(() => start(true));

afterEach(() => system.close());

const consume = (...args: readonly string[]) =>
  system.run(subscriptionConsumerCommand, ['--stop-when-idle', '0.1', '--json', ...args]);

function purchase(number: number, amount: number): ServiceBusMessage {
  const event_id = `P-${number}`;
  return messageOf(eventContract, { event_id, type: 'purchase', ts, amount });
}

function signUp(number: number): ServiceBusMessage {
  const event_id = `S-${number}`;
  return messageOf(eventContract, { event_id, type: 'user.signup', ts });
}

async function send(...events: readonly ServiceBusMessage[]): Promise<void> {
  const sender = system.client.createSender('events');
  await publish(sender, events, { oneKeyPerBatch: true });
  await sender.close();
}

function active(entity: string): number {
  return system.broker.counts(entity).active;
}

/** Takes all insights that were sent so far. */
async function insights(): Promise<readonly PurchaseTotals[]> {
  const receiver = system.client.createReceiver('insights', 'reports', { receiveMode: 'receiveAndDelete' });
  const all: PurchaseTotals[] = [];
  for (let left = active('insights/Subscriptions/reports'); left > 0; left = active('insights/Subscriptions/reports')) {
    const messages = await receiver.receiveMessages(left);
    all.push(...messages.map(({ body }) => body as PurchaseTotals));
  }
  await receiver.close();
  return all;
}

function sumOf(all: readonly PurchaseTotals[]) {
  return all.reduce(
    (sum, { purchases, amount }) => ({ purchases: sum.purchases + purchases, amount: sum.amount + amount }),
    { purchases: 0, amount: 0 },
  );
}

it('turns purchases into their sum, and only counts sign-ups', async () => {
  await send(purchase(1, 19.9), signUp(1), purchase(2, 0.1));
  const { exitCode, stdout } = await consume('--subscription', 'analytics');

  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ processed: 3, deadLettered: 0 });
  expect(active(analytics)).toBe(0);
  expect(sumOf(await insights())).toEqual({ purchases: 2, amount: 20 });
});

it('dead-letters what it cannot read, and adds up the others of its batch', async () => {
  const unreadable = { messageId: 'U', body: { event_id: 'U', type: 'user.left', ts } };
  await send(purchase(1, 1), unreadable, purchase(2, 2));
  const { stdout } = await consume('--subscription', 'analytics');

  expect(JSON.parse(stdout)).toMatchObject({ processed: 2, deadLettered: 1 });
  expect(sumOf(await insights())).toEqual({ purchases: 2, amount: 3 });
});

it('sends no sum of sign-ups', async () => {
  await send(signUp(1), signUp(2));
  await consume('--subscription', 'analytics');

  expect(await insights()).toEqual([]);
});

it('completes nothing whose sum cannot be sent, and sends it once it can', async () => {
  await send(purchase(1, 1));
  system.broker.faults.add({ kind: 'refuse', on: 'send', entity: 'events' });
  const { stdout } = await consume('--subscription', 'analytics');

  expect(JSON.parse(stdout)).toMatchObject({ received: 2, processed: 1 });
  expect(sumOf(await insights())).toEqual({ purchases: 1, amount: 1 });
});

it('has its sums reported', async () => {
  await send(purchase(1, 1), purchase(2, 2));
  await consume('--subscription', 'analytics');
  const { stdout } = await consume('--subscription', 'reports');

  expect(JSON.parse(stdout)).toMatchObject({ entity: 'insights/Subscriptions/reports', deadLettered: 0 });
  expect(active('insights/Subscriptions/reports')).toBe(0);
});

it.each([
  { topic: 'a topic', partitioned: false, count: 10_000 },
  { topic: 'a partitioned topic', partitioned: true, count: 2_000 },
])(
  'has every purchase of $topic in exactly one sum, whatever breaks meanwhile',
  async ({ partitioned, count }) => {
    await system.close();
    await start(partitioned);
    const purchases = Array.from({ length: count }, (_, number) => purchase(number, number));
    await send(...purchases);
    const stop = new AbortController();
    // The client waits a minute for answers to what it settled on a link that was lost. The test does not.
    const args = ['--subscription', 'analytics', '--json', '--no-circuit-breaker', '--stop-deadline', '0'];
    const consumers = [1, 2].map(() => system.run(subscriptionConsumerCommand, args, stop.signal));

    const trouble = [
      { kind: 'drop-connection', on: 'send', entity: 'events' },
      { kind: 'lose-message-lock', on: 'settle', entity: analytics, count: 7 },
      { kind: 'refuse', on: 'send', entity: 'events' },
      { kind: 'detach-link', on: 'settle', entity: analytics },
      { kind: 'throttle', on: 'send', entity: 'events', count: 3 },
      { kind: 'drop-connection', on: 'settle', entity: analytics },
      { kind: 'refuse', on: 'settle', entity: analytics, count: 5 },
      { kind: 'detach-link', on: 'send', entity: 'events' },
      { kind: 'drop-connection', on: 'deliver', entity: analytics },
    ] as const;
    let met = 0;
    for (let left = count, idle = 0; left > 0; idle += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const now = active(analytics);
      if (now < left) idle = 0;
      left = now;
      const due = trouble[met];
      if (due !== undefined && left < count - (met * count) / trouble.length) {
        system.broker.faults.add(due);
        met += 1;
      }
      // What nobody settled comes again once its lock has expired.
      if (idle % 50 === 49) clock.advance(61_000);
    }
    stop.abort();
    await Promise.all(consumers);

    const { deadLettered } = system.broker.counts(analytics);
    expect(deadLettered).toBe(0);
    expect(sumOf(await insights())).toEqual({ purchases: count, amount: (count * (count - 1)) / 2 });
  },
  60_000,
);
