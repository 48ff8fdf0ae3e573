import { join } from 'node:path';
import { ManualClock, type FaultDefinition } from '@ams/local-broker';
import { ServiceBusClient } from '@azure/service-bus';
import { connect, onceOnly, openSqliteInbox, processingReceiverOptions, runProcessor } from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { doNotWaitForTimers, impatient } from './impatience.js';
import { numbered, silent } from './support.js';

const count = 150;
/** So many are handled between two faults. */
const distance = 30;

jest.setTimeout(60_000);
doNotWaitForTimers();

let system: TestSystem;
let clock: ManualClock;

beforeEach(async () => {
  clock = new ManualClock(Date.now());
  system = await startTestSystem({ clock, orders: { lockDuration: 'PT30S', maxDeliveryCount: 1_000 } });
  const sender = system.client.createSender('orders');
  await sender.sendMessages(numbered(count));
  await sender.sendMessages(numbered(count));
});

afterEach(() => system.close());

const faults: readonly [string, FaultDefinition, number][] = [
  ['locks that are lost at the last moment', { kind: 'lose-message-lock', on: 'settle', count: 5 }, 4],
  ['links that are detached', { kind: 'detach-link', on: 'settle' }, 4],
  ['throttling', { kind: 'throttle', on: 'settle', count: 5 }, 4],
  // Once: one that breaks while the client opens links silences the client for a minute.
  ['a connection that breaks', { kind: 'drop-connection', on: 'settle' }, 1],
];

test.each(faults)('what is sent twice is handled once amid %s', async (_, fault, times) => {
  const address = system.broker.connectionString();
  const client = fault.kind === 'drop-connection' ? new ServiceBusClient(address, impatient) : connect(address);
  const inbox = await openSqliteInbox({ file: join(system.folder, 'inbox.sqlite'), scope: 'orders', log: silent });
  const stop = new AbortController();
  const handled: string[] = [];
  // What a fault has left locked comes again in time.
  const time = setInterval(() => {
    clock.advance(1_000);
    if (system.broker.counts('orders').active === 0) stop.abort();
  }, 20);
  try {
    const { received } = await runProcessor({
      receiver: client.createReceiver('orders', processingReceiverOptions),
      signal: stop.signal,
      log: silent,
      concurrency: 20,
      stopDeadline: 100,
      handler: onceOnly(inbox, ({ messageId }) => {
        handled.push(String(messageId));
        if (handled.length % distance === 0 && handled.length <= distance * times) system.broker.faults.add(fault);
      }),
    });
    expect(handled.toSorted()).toEqual(
      numbered(count)
        .map(({ messageId }) => String(messageId))
        .toSorted(),
    );
    expect(system.broker.faults.list().every(({ hits }) => hits > 0)).toBe(true);
    expect(received).toBeGreaterThan(2 * count);
    expect(system.broker.counts('orders')).toMatchObject({ active: 0, deadLettered: 0 });
  } finally {
    clearInterval(time);
    inbox.close();
    await client.close();
  }
});
