import { ManualClock, type FaultDefinition } from '@ams/local-broker';
import { ServiceBusClient } from '@azure/service-bus';
import { connect, MessagingFailure, queueDeadLetters, resubmitDeadLetters } from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { doNotWaitForTimers, impatient } from './impatience.js';
import { deadLetter, numbered, silent, take } from './support.js';

const count = 250;
/** Longer than a lock lasts. */
const lockTime = 61_000;
/** One run may end at a fault; the next ones find what it left. */
const mostRuns = 6;

jest.setTimeout(60_000);
doNotWaitForTimers();

let system: TestSystem;
let clock: ManualClock;

beforeEach(async () => {
  clock = new ManualClock(Date.now());
  system = await startTestSystem({ clock });
  await system.client.createSender('orders').sendMessages(numbered(count));
  await deadLetter(system.client, count);
});

afterEach(() => system.close());

/** A reprocessor as somebody starts it who wants all to go back: it meets the fault when it has moved the first ones. */
async function run(fault?: FaultDefinition): Promise<void> {
  const address = system.broker.connectionString();
  // Who gives up soon on one link closes the one that it opens next, too: only for connections that break.
  const client = fault?.kind === 'drop-connection' ? new ServiceBusClient(address, impatient) : connect(address);
  let moved = 0;
  try {
    await resubmitDeadLetters(queueDeadLetters(client, 'orders'), {
      maxResubmits: 3,
      signal: new AbortController().signal,
      log: silent,
      onDeadLetter: (_, { fate }) => {
        if (fate !== 'resubmit') return;
        moved += 1;
        if (fault !== undefined && moved % 50 === 1) system.broker.faults.add(fault);
      },
    });
  } catch (error) {
    if (!(error instanceof MessagingFailure)) throw error;
  } finally {
    await client.close();
  }
}

const left = () => system.broker.counts('orders').deadLettered;

const faults: readonly [string, FaultDefinition][] = [
  ['throttling', { kind: 'throttle', on: 'send', entity: 'orders', count: 3 }],
  ['copies that are refused', { kind: 'refuse', on: 'send', entity: 'orders', count: 3 }],
  ['locks that are lost as it removes', { kind: 'lose-message-lock', on: 'settle', count: 3 }],
  ['links that are detached as it sends', { kind: 'detach-link', on: 'send', entity: 'orders' }],
  ['links that are detached as it removes', { kind: 'detach-link', on: 'settle' }],
  ['a connection that breaks as it sends', { kind: 'drop-connection', on: 'send' }],
  ['a connection that breaks as it removes', { kind: 'drop-connection', on: 'settle' }],
];

test.each(faults)('amid %s each dead letter is sent back once, by this run or a later one', async (_, fault) => {
  await run(fault);
  const met = system.broker.faults.list().some(({ hits }) => hits > 0);
  system.broker.faults.clear();
  for (let runs = 1; left() > 0 && runs < mostRuns; runs += 1) {
    clock.advance(lockTime);
    await run();
  }
  const { active, deadLettered } = system.broker.counts('orders');
  expect({ active, deadLettered, met }).toEqual({ active: count, deadLettered: 0, met: true });
  const ids = (await take(system.client, count)).map(({ messageId }) => messageId);
  expect(new Set(ids).size).toBe(count);
});
