import { startBroker, type Broker } from '@ams/local-broker';
import { defineSubscription, defineTopic, defineTopology } from '@ams/service-bus-model';
import type { ServiceBusClient } from '@azure/service-bus';
import { connect, runSessionProcessor, subscriptionSessions, type SessionMessageHandler } from '../src/index.js';
import { inOrder, interleaved, SessionLedger } from './sessions.js';
import { silent } from './support.js';

let broker: Broker;
let client: ServiceBusClient;

beforeEach(async () => {
  const sequences = defineSubscription({ name: 'sequences', requiresSession: true });
  broker = await startBroker({
    topology: defineTopology({
      namespace: { name: 'subscription-sessions' },
      topics: [defineTopic({ name: 'events', subscriptions: [sequences] })],
    }),
  });
  client = connect(broker.connectionString());
});

afterEach(async () => {
  await client.close();
  await broker.close();
});

const process = (subscription: string, handler: SessionMessageHandler) =>
  runSessionProcessor({
    source: subscriptionSessions(client, 'events', subscription),
    handler,
    signal: new AbortController().signal,
    log: silent,
    pauseBeforeRetry: () => 0,
    sessions: 2,
    maxMessages: 12,
  });

test('the sessions of a subscription are processed in their order, though some messages fail and come again', async () => {
  await client.createSender('events').sendMessages(interleaved(['a', 'b', 'c'], 4));
  const ledger = new SessionLedger();
  const counts = await process('sequences', (message) => {
    if (message.deliveryCount === 0 && message.messageId === 'b1') throw new Error('not yet');
    ledger.note(message);
  });
  expect(counts).toMatchObject({ processed: 12, abandoned: 1 });
  expect(ledger.bySession).toEqual(inOrder(['a', 'b', 'c'], 4));
  expect(broker.counts('events/Subscriptions/sequences')).toMatchObject({ active: 0, deadLettered: 0 });
});

test('a subscription that is not there ends it, naming it', async () => {
  await expect(process('nobody', () => undefined)).rejects.toThrow('events/Subscriptions/nobody');
});
