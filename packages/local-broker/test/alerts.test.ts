import { alerts as alertsSchema } from '@ams/monitor-api';
import {
  type ActionGroupDefinition,
  defineQueue,
  defineSubscription,
  defineTopic,
  defineTopology,
  type MetricAlertDefinition,
} from '@ams/service-bus-model';

import type { BrokerOptions } from '../src/index.js';
import { aCriterion, anAlert } from './helpers/alert-definitions.js';
import { type LocalNamespace, startNamespace } from './helpers/local-namespace.js';
import { type Mailbox, startMailbox } from './helpers/smtp-mailbox.js';
import { startWebhookServer, type WebhookServer } from './helpers/webhook-server.js';

const minute = 60_000;
const everyEntity = [{ name: 'EntityName', operator: 'Include', values: ['*'] }] as const;

let local: LocalNamespace | undefined;
let server: WebhookServer | undefined;
let mailbox: Mailbox | undefined;

afterEach(async () => {
  await local?.close();
  await server?.close();
  await mailbox?.close();
  local = server = mailbox = undefined;
});

async function start(
  metricAlerts: readonly MetricAlertDefinition[],
  group: Partial<ActionGroupDefinition> = {},
  options: Omit<BrokerOptions, 'topology' | 'clock'> = {},
): Promise<LocalNamespace> {
  const onCall = { name: 'on-call', shortName: 'on-call', enabled: true, emailReceivers: [], webhookReceivers: [] };
  const topology = defineTopology({
    namespace: { name: 'local-bus' },
    queues: [defineQueue({ name: 'orders' }), defineQueue({ name: 'parked' })],
    topics: [
      defineTopic({
        name: 'events',
        subscriptions: [defineSubscription({ name: 'billing' }), defineSubscription({ name: 'analytics' })],
      }),
    ],
    actionGroups: [{ ...onCall, ...group }],
    metricAlerts,
  });
  local = await startNamespace(topology, options);
  return local;
}

const send = ({ client }: LocalNamespace, entity: string, count: number): Promise<void> =>
  client.createSender(entity).sendMessages(Array.from({ length: count }, (_, number) => ({ body: number })));

async function drain({ client }: LocalNamespace, queue: string, count: number): Promise<void> {
  const receiver = client.createReceiver(queue, { receiveMode: 'receiveAndDelete' });
  for (let left = count; left > 0;) left -= (await receiver.receiveMessages(left)).length;
  await receiver.close();
}

/** What happened, the first first: `Fired orders-backlog orders`. */
const events = ({ broker }: LocalNamespace): readonly string[] =>
  broker
    .alerts()
    .events.map(({ condition, alert, entity }) => `${condition} ${alert} ${entity ?? 'namespace'}`)
    .toReversed();

describe('the alerts of a topology', () => {
  it('fire when a backlog crosses the threshold, and are resolved after it is drained', async () => {
    const running = await start([anAlert({ windowSize: 'PT5M' })]);
    await send(running, 'orders', 10);
    running.clock.advance(10 * minute);
    expect(events(running)).toEqual([]);
    await send(running, 'orders', 1);
    running.clock.advance(7 * minute);
    expect(events(running)).toEqual(['Fired orders-backlog orders']);
    expect(running.broker.alerts().alerts).toMatchObject([
      { firing: [{ entity: 'orders' }], criteria: [{ entity: 'orders', value: 11, holds: true }] },
    ]);
    await drain(running, 'orders', 11);
    running.clock.advance(10 * minute);
    expect(events(running)).toEqual(['Fired orders-backlog orders', 'Resolved orders-backlog orders']);
  });

  it('fire for each queue and topic on its own, a topic with the messages of its subscriptions', async () => {
    const running = await start([anAlert({ criteria: [aCriterion({ dimensions: everyEntity })] })]);
    await send(running, 'parked', 11);
    await send(running, 'events', 6);
    running.clock.advance(3 * minute);
    expect(events(running).toSorted()).toEqual(['Fired orders-backlog events', 'Fired orders-backlog parked']);
  });

  it('look at what happened in the window, too', async () => {
    const criterion = aCriterion({ metricName: 'IncomingMessages', aggregation: 'Total', threshold: 15 });
    const running = await start([anAlert({ criteria: [criterion], windowSize: 'PT5M' })]);
    await send(running, 'orders', 8);
    running.clock.advance(2 * minute);
    await send(running, 'orders', 8);
    running.clock.advance(2 * minute);
    expect(events(running)).toEqual(['Fired orders-backlog orders']);
    running.clock.advance(10 * minute);
    expect(events(running)).toEqual(['Fired orders-backlog orders', 'Resolved orders-backlog orders']);
  });

  it('find queues that are made at run time, and are resolved when those are deleted', async () => {
    const running = await start([anAlert({ criteria: [aCriterion({ dimensions: everyEntity })] })]);
    running.broker.administration.createQueue(defineQueue({ name: 'returns' }));
    await send(running, 'returns', 11);
    running.clock.advance(3 * minute);
    running.broker.administration.deleteQueueOrTopic('returns');
    running.clock.advance(6 * minute);
    expect(events(running)).toEqual(['Fired orders-backlog returns', 'Resolved orders-backlog returns']);
  });

  it('say why they are not evaluated', async () => {
    const dimensions = [{ name: 'OperationResult', operator: 'Include', values: ['*'] }] as const;
    const criterion = aCriterion({ metricName: 'UserErrors', aggregation: 'Total', dimensions });
    const running = await start([anAlert({ criteria: [criterion] })]);
    expect(running.broker.alerts().alerts[0]?.notEvaluated).toContain('OperationResult');
  });

  it('are told over HTTP, and forgotten at a reset', async () => {
    const running = await start([anAlert()]);
    await send(running, 'orders', 11);
    running.clock.advance(3 * minute);
    const answer = await fetch(`http://localhost:${running.broker.port}/$local/monitor/alerts`);
    const told = alertsSchema.parse(await answer.json());
    expect(told).toEqual(running.broker.alerts());
    expect(told.events).toHaveLength(1);
    await running.broker.reset();
    expect(running.broker.alerts()).toMatchObject({ events: [], alerts: [{ firing: [], criteria: [] }] });
  });
});

describe('the receivers of an action group', () => {
  /** Turns the clock until the alert has fired, and waits until all were told. */
  async function fire(running: LocalNamespace) {
    await send(running, 'orders', 11);
    running.clock.advance(3 * minute);
    for (;;) {
      const { notifications } = running.broker.alerts();
      if (notifications.every(({ outcome }) => outcome !== 'pending')) return notifications;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  it('are called by HTTP', async () => {
    server = await startWebhookServer();
    const webhookReceivers = [{ name: 'chat', serviceUri: `${server.url}/alerts` }];
    const running = await start([anAlert()], { webhookReceivers });
    expect(await fire(running)).toMatchObject([{ receiver: 'chat', outcome: 'delivered' }]);
    expect(server.calls).toMatchObject([
      { url: '/alerts', body: { data: { essentials: { alertRule: 'orders-backlog', monitorCondition: 'Fired' } } } },
    ]);
  });

  it('are not called where webhooks are turned off', async () => {
    server = await startWebhookServer();
    const webhookReceivers = [{ name: 'chat', serviceUri: `${server.url}/alerts` }];
    const running = await start([anAlert()], { webhookReceivers }, { webhooks: false });
    expect(await fire(running)).toMatchObject([{ receiver: 'chat', outcome: 'logged' }]);
    expect(server.calls).toEqual([]);
  });

  it('are sent mails where a mail server is set', async () => {
    mailbox = await startMailbox();
    const emailReceivers = [{ name: 'oncall', emailAddress: 'you@example.com' }];
    const running = await start([anAlert()], { emailReceivers }, { mail: { server: mailbox.url } });
    expect(await fire(running)).toMatchObject([{ to: 'you@example.com', outcome: 'delivered' }]);
    expect(mailbox.mails).toMatchObject([{ from: 'alerts@localhost', to: ['you@example.com'] }]);
  });
});
