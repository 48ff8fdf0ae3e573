import { once } from 'node:events';

import type { Notification } from '@ams/monitor-api';
import type { ActionGroupDefinition, WebhookReceiver } from '@ams/service-bus-model';

import { type BrokerLog, silentLog } from '../../log.js';
import { anAlert } from '../../../test/helpers/alert-definitions.js';
import { type Mailbox, startMailbox } from '../../../test/helpers/smtp-mailbox.js';
import { startWebhookServer, type WebhookServer } from '../../../test/helpers/webhook-server.js';
import type { AlertChange } from './alert-rule.js';
import { MailServer } from './mail-server.js';
import { Notifier, type NotifierOptions } from './notifier.js';

const firedAt = Date.UTC(2026, 0, 1, 12);
const instance = '11111111-2222-3333-4444-555555555555';
const soon = { timeouts: [1_000, 1_000, 1_000], pauses: [1, 1] };

const fired: AlertChange = {
  alert: anAlert({ windowSize: 'PT5M' }),
  condition: 'Fired',
  at: firedAt,
  instance,
  firedAt,
  entity: 'orders',
  criteria: [
    {
      metric: 'ActiveMessages',
      aggregation: 'Average',
      operator: 'GreaterThan',
      threshold: 10,
      entity: 'orders',
      value: 12.5,
      holds: true,
    },
  ],
  window: { from: firedAt - 300_000, to: firedAt },
};

const resolved: AlertChange = { ...fired, condition: 'Resolved', at: firedAt + 240_000 };

const onCall = (parts: Partial<ActionGroupDefinition>): ActionGroupDefinition => ({
  name: 'on-call',
  shortName: 'on-call',
  enabled: true,
  emailReceivers: [],
  webhookReceivers: [],
  ...parts,
});

let notifier: Notifier | undefined;
let server: WebhookServer | undefined;
let mailbox: Mailbox | undefined;

afterEach(async () => {
  notifier?.close();
  await server?.close();
  await mailbox?.close();
  notifier = server = mailbox = undefined;
});

function start(group: Partial<ActionGroupDefinition>, options: Partial<NotifierOptions> = {}): Notifier {
  notifier = new Notifier({
    namespace: 'local-bus',
    actionGroups: [onCall(group)],
    mailServer: undefined,
    webhooks: true,
    attempts: soon,
    log: silentLog,
    ...options,
  });
  return notifier;
}

const webhook = (serviceUri: string, name = 'chat'): WebhookReceiver => ({ name, serviceUri });

/** The notifications once none is pending, the oldest first. */
async function settled(): Promise<readonly Notification[]> {
  for (;;) {
    const all = notifier?.notifications() ?? [];
    if (all.every(({ outcome }) => outcome !== 'pending')) return all.toReversed();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function entriesOf(kept: (readonly [object, string])[]): BrokerLog {
  const keep = (details: object, message: string): void => void kept.push([details, message]);
  return { debug: keep, info: keep, warn: keep, error: keep };
}

describe('a webhook', () => {
  it("is sent Azure's document when an alert fires, and when it is resolved", async () => {
    server = await startWebhookServer();
    start({ webhookReceivers: [webhook(`${server.url}/alerts?code=secret`)] });
    notifier?.tell(fired);
    notifier?.tell(resolved);
    await settled();
    const document = {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          alertId: `/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.AlertsManagement/alerts/${instance}`,
          alertRule: 'orders-backlog',
          severity: 'Sev2',
          signalType: 'Metric',
          monitorCondition: 'Fired',
          monitoringService: 'Platform',
          alertTargetIDs: [
            '/subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups/local/providers/microsoft.servicebus/namespaces/local-bus',
          ],
          configurationItems: ['local-bus'],
          originAlertId: `${instance}_local_microsoft.insights_metricAlerts_orders-backlog`,
          firedDateTime: '2026-01-01T12:00:00.000Z',
          description: 'Orders pile up.',
          essentialsVersion: '1.0',
          alertContextVersion: '1.0',
        },
        alertContext: {
          properties: null,
          conditionType: 'SingleResourceMultipleMetricCriteria',
          condition: {
            windowSize: 'PT5M',
            allOf: [
              {
                metricName: 'ActiveMessages',
                metricNamespace: 'Microsoft.ServiceBus/namespaces',
                operator: 'GreaterThan',
                threshold: '10',
                timeAggregation: 'Average',
                dimensions: [{ name: 'EntityName', value: 'orders' }],
                metricValue: 12.5,
              },
            ],
            windowStartTime: '2026-01-01T11:55:00.000Z',
            windowEndTime: '2026-01-01T12:00:00.000Z',
          },
        },
        customProperties: null,
      },
    };
    expect(server.calls).toMatchObject([
      { method: 'POST', url: '/alerts?code=secret', headers: { 'content-type': 'application/json; charset=utf-8' } },
      {},
    ]);
    expect(server.calls[0]?.body).toEqual(document);
    expect(server.calls[1]?.body).toEqual({
      ...document,
      data: {
        ...document.data,
        essentials: {
          ...document.data.essentials,
          monitorCondition: 'Resolved',
          resolvedDateTime: '2026-01-01T12:04:00.000Z',
        },
      },
    });
  });

  it('is shown without what may be a secret', async () => {
    server = await startWebhookServer((response) => response.writeHead(500).end());
    const entries: (readonly [object, string])[] = [];
    const path = 'hooks/aVeryLongNameThatIsAKey/post';
    const address = server.url.replace('http://', 'http://user:password@');
    start({ webhookReceivers: [webhook(`${address}/${path}?sig=secret`)] }, { log: entriesOf(entries) });
    notifier?.tell(fired);
    const all = await settled();
    expect(all).toMatchObject([{ kind: 'webhook', receiver: 'chat', to: `${server.url}/hooks/…/post` }]);
    expect(JSON.stringify([all, entries])).not.toMatch(/secret|password|aVeryLong/);
    expect(server.calls[0]?.headers.authorization).toBe('Basic dXNlcjpwYXNzd29yZA==');
  });

  it.each([408, 429, 503, 504])('that answers %i is called again, three times in all', async (status) => {
    server = await startWebhookServer((response) => response.writeHead(status).end());
    start({ webhookReceivers: [webhook(server.url)] });
    notifier?.tell(fired);
    expect(await settled()).toMatchObject([{ outcome: 'failed', problem: expect.stringContaining(String(status)) }]);
    expect(server.calls).toHaveLength(3);
  });

  it('that succeeds at a later attempt is delivered', async () => {
    server = await startWebhookServer((response, call) => response.writeHead(call < 2 ? 503 : 202).end());
    start({ webhookReceivers: [webhook(server.url)] });
    notifier?.tell(fired);
    expect(await settled()).toMatchObject([{ outcome: 'delivered', problem: null }]);
    expect(server.calls).toHaveLength(3);
  });

  it.each([400, 404, 500])('that answers %i is not called again', async (status) => {
    server = await startWebhookServer((response) => response.writeHead(status).end());
    start({ webhookReceivers: [webhook(server.url)] });
    notifier?.tell(fired);
    expect(await settled()).toMatchObject([{ outcome: 'failed', problem: expect.stringContaining(String(status)) }]);
    expect(server.calls).toHaveLength(1);
  });

  it('that redirects is not followed', async () => {
    server = await startWebhookServer((response) => response.writeHead(307, { location: '/elsewhere' }).end());
    start({ webhookReceivers: [webhook(`${server.url}/alerts`)] });
    notifier?.tell(fired);
    expect(await settled()).toMatchObject([{ outcome: 'failed', problem: expect.stringContaining('redirect') }]);
    expect(server.calls.map(({ url }) => url)).toEqual(['/alerts']);
  });

  it('that does not answer in time has failed', async () => {
    server = await startWebhookServer(() => undefined);
    start({ webhookReceivers: [webhook(server.url)] }, { attempts: { timeouts: [20, 20], pauses: [1] } });
    notifier?.tell(fired);
    expect(await settled()).toMatchObject([{ outcome: 'failed', problem: 'It did not answer within 0.02 seconds.' }]);
    expect(server.calls).toHaveLength(2);
  });

  it.each([
    ['http://127.0.0.1:1/', /ECONNREFUSED|bad port/],
    ['file:///etc/passwd', /no http or https address/],
    ['alerts', /no http or https address/],
  ])('at %s has failed, and says why', async (address, problem) => {
    start({ webhookReceivers: [webhook(address)] });
    notifier?.tell(fired);
    expect(await settled()).toMatchObject([{ outcome: 'failed', problem: expect.stringMatching(problem) }]);
  });

  it('hears of what happens in order, and keeps no other receiver waiting', async () => {
    const answers: (() => void)[] = [];
    server = await startWebhookServer((response, call) =>
      call === 0 ? answers.push(() => response.end()) : response.end(),
    );
    const quick = await startWebhookServer();
    start({ webhookReceivers: [webhook(server.url), webhook(quick.url, 'pager')] });
    notifier?.tell(fired);
    notifier?.tell(resolved);
    while (quick.calls.length < 2 || answers.length === 0) await new Promise(setImmediate);
    expect(server.calls).toHaveLength(1);
    for (const answer of answers) answer();
    await settled();
    expect(server.calls.map(({ body }) => body)).toMatchObject(
      ['Fired', 'Resolved'].map((monitorCondition) => ({ data: { essentials: { monitorCondition } } })),
    );
    await quick.close();
  });

  it('is not called where webhooks are turned off, but what it would be sent is kept', async () => {
    server = await startWebhookServer();
    start({ webhookReceivers: [webhook(server.url)] }, { webhooks: false });
    notifier?.tell(fired);
    const [notification] = await settled();
    expect(notification).toMatchObject({ outcome: 'logged', problem: null });
    expect(JSON.parse(notification?.text ?? '')).toMatchObject({ schemaId: 'azureMonitorCommonAlertSchema' });
    expect(server.calls).toEqual([]);
  });

  it('that is called when the broker closes is given up', async () => {
    const called = new EventTarget();
    server = await startWebhookServer(() => void called.dispatchEvent(new Event('call')));
    start({ webhookReceivers: [webhook(server.url)] });
    const call = once(called, 'call');
    notifier?.tell(fired);
    await call;
    notifier?.close();
    expect(await settled()).toMatchObject([{ outcome: 'failed' }]);
    expect(server.calls).toHaveLength(1);
  });
});

describe('a mail', () => {
  const emailReceivers = [{ name: 'oncall', emailAddress: 'you@example.com' }];

  it('is handed to the mail server', async () => {
    mailbox = await startMailbox();
    start({ emailReceivers }, { mailServer: new MailServer({ server: mailbox.url, from: 'broker@example.com' }) });
    notifier?.tell(resolved);
    expect(await settled()).toMatchObject([{ kind: 'email', to: 'you@example.com', outcome: 'delivered' }]);
    expect(mailbox.mails).toMatchObject([{ from: 'broker@example.com', to: ['you@example.com'] }]);
    const { content = '' } = mailbox.mails[0] ?? {};
    expect(content).toContain('Subject: Resolved: Sev2 Azure Monitor alert orders-backlog on orders in');
    expect(content).toContain('Orders pile up.');
    expect(content).toContain('Fired      2026-01-01T12:00:00.000Z');
    expect(content).toContain('Resolved   2026-01-01T12:04:00.000Z');
    expect(content).toContain('Average ActiveMessages of orders over PT5M: 12.5 (fires > 10)');
  });

  it('is written to the log and kept where no server is set', async () => {
    const entries: (readonly [object, string])[] = [];
    start({ emailReceivers }, { log: entriesOf(entries) });
    notifier?.tell(fired);
    const subject = 'Fired: Sev2 Azure Monitor alert orders-backlog on orders in local-bus';
    const text = expect.stringContaining(`${subject}\n\nOrders pile up.`);
    expect(await settled()).toMatchObject([
      { actionGroup: 'on-call', receiver: 'oncall', to: 'you@example.com', outcome: 'logged', text },
    ]);
    expect(entries).toEqual([[expect.objectContaining({ to: 'you@example.com', text }), expect.any(String)]]);
  });

  it('that the server refuses has failed, and says why', async () => {
    let attempts = 0;
    mailbox = await startMailbox((to) => {
      attempts += 1;
      return Object.assign(new Error(`no ${to} here`), { responseCode: 550 });
    });
    start({ emailReceivers }, { mailServer: new MailServer({ server: mailbox.url }) });
    notifier?.tell(fired);
    expect(await settled()).toMatchObject([
      { outcome: 'failed', problem: expect.stringContaining('no you@example.com here') },
    ]);
    expect(attempts).toBe(1);
  });

  it('that the server cannot take now is tried again', async () => {
    const answers = [Object.assign(new Error('come back later'), { responseCode: 451 }), undefined];
    mailbox = await startMailbox(() => answers.shift());
    start({ emailReceivers }, { mailServer: new MailServer({ server: mailbox.url }) });
    notifier?.tell(fired);
    expect(await settled()).toMatchObject([{ outcome: 'delivered' }]);
    expect(mailbox.mails).toHaveLength(1);
  });

  it('has failed where there is no server', async () => {
    start({ emailReceivers }, { mailServer: new MailServer({ server: 'smtp://user:password@127.0.0.1:1' }) });
    notifier?.tell(fired);
    const all = await settled();
    expect(all).toMatchObject([{ outcome: 'failed', problem: expect.stringContaining('ECONNREFUSED') }]);
    expect(JSON.stringify(all)).not.toContain('password');
  });
});

describe('an action group', () => {
  it('that is disabled tells nobody', async () => {
    server = await startWebhookServer();
    start({ enabled: false, webhookReceivers: [webhook(server.url)] });
    notifier?.tell(fired);
    expect(notifier?.notifications()).toEqual([]);
  });

  it('that is not of the stack tells nobody, which is logged', () => {
    const entries: (readonly [object, string])[] = [];
    start({ name: 'another' }, { log: entriesOf(entries) });
    notifier?.tell(fired);
    expect(notifier?.notifications()).toEqual([]);
    expect(entries).toEqual([[{ alert: 'orders-backlog', actionGroup: 'on-call' }, expect.any(String)]]);
  });
});
