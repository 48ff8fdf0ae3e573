import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus';
import { SettlementLane, type Outcome } from '../src/processing/settlement-lane.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { errorOf, hold } from './holding.js';
import { numbered } from './support.js';

let system: TestSystem;
let client: ServiceBusClient;
let messages: readonly ServiceBusReceivedMessage[];
let lane: SettlementLane;

beforeEach(async () => {
  system = await startTestSystem();
  await system.client.createSender('orders').sendMessages(numbered(3));
  // It waits for answers after all, though not for a minute.
  client = new ServiceBusClient(system.broker.connectionString(), { retryOptions: { timeoutInMs: 2_000 } });
  const held = await hold(client, 3);
  messages = held.messages;
  lane = new SettlementLane(held.receiver);
});

afterEach(async () => {
  await client.close();
  await system.close();
});

const deadLetter: Outcome = { kind: 'dead-letter', reason: 'Odd', description: 'odd' };

const settle = (some: readonly ServiceBusReceivedMessage[]) =>
  Promise.all(some.map((message) => errorOf(lane.settle(message, deadLetter))));

describe.each(['drop-connection', 'detach-link'] as const)('when the link is lost (%s)', (kind) => {
  beforeEach(() => {
    system.broker.faults.add({ kind, on: 'settle', entity: 'orders' });
  });

  it('does not wait for answers to what left on it', async () => {
    for (const error of await settle(messages)) expect(error).toMatchObject({ name: 'LinkLostError' });
    await lane.whileQuiet(() => Promise.resolve());
  });

  it('settles what came over it by the lock token', async () => {
    await settle(messages.slice(0, 1));
    const before = system.broker.counts('orders').deadLettered;

    expect(await settle(messages.slice(1))).toEqual([undefined, undefined]);
    expect(system.broker.counts('orders').deadLettered).toBe(before + 2);
  });
});
