import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ManualClock } from '@ams/local-broker';
import { ServiceBusClient } from '@azure/service-bus';

import { type LocalNamespace, startLocalNamespace } from './local-namespace.js';
import { workspaceRoot } from './workspace.js';

const minute = 60_000;

describe("the stack's alert on the backlog of orders", () => {
  const clock = new ManualClock(Date.now());
  let folder: string;
  let running: LocalNamespace;
  let client: ServiceBusClient;
  let threshold: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'local-alerts-'));
    const outputsFile = join(folder, 'outputs.local.json');
    const dataDirectory = join(folder, 'data');
    running = await startLocalNamespace({ root: workspaceRoot(), port: 0, dataDirectory, outputsFile, clock });
    threshold = running.topology.metricAlerts[0]?.criteria[0]?.threshold ?? 0;
    client = new ServiceBusClient(running.broker.connectionString(), { retryOptions: { maxRetries: 0 } });
  });

  afterAll(async () => {
    await client.close();
    await running.broker.close();
    await rm(folder, { recursive: true });
  });

  it('fires in the local environment when more orders wait than the stack allows, and writes a mail', async () => {
    const orders = Array.from({ length: threshold + 1 }, (_, number) => ({ body: { order_id: String(number) } }));
    await client.createSender('orders').sendMessages(orders);
    clock.advance(7 * minute);
    const { alerts, events, notifications } = running.broker.alerts();
    expect(alerts).toMatchObject([
      {
        name: 'ams-local-orders-backlog',
        notEvaluated: null,
        firing: [{ entity: 'orders' }],
        criteria: [{ value: threshold + 1 }],
      },
    ]);
    expect(events).toMatchObject([
      { alert: 'ams-local-orders-backlog', entity: 'orders', condition: 'Fired', severity: 2 },
    ]);
    expect(notifications).toMatchObject([
      {
        alert: 'ams-local-orders-backlog',
        kind: 'email',
        to: 'you@example.com',
        outcome: 'logged',
        condition: 'Fired',
      },
    ]);
  });

  it('is resolved once the orders are processed', async () => {
    const receiver = client.createReceiver('orders', { receiveMode: 'receiveAndDelete' });
    for (let left = threshold + 1; left > 0;) left -= (await receiver.receiveMessages(left)).length;
    clock.advance(15 * minute);
    const { alerts, events } = running.broker.alerts();
    expect(alerts).toMatchObject([{ firing: [] }]);
    expect(events.map(({ condition }) => condition)).toEqual(['Resolved', 'Fired']);
  });
});
