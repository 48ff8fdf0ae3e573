import { defineSubscription, defineTopic, TimeSpan } from '@ams/service-bus-model';
import type { RuleProperties, ServiceBusRuleManager } from '@azure/service-bus';

import { encodeTimeSpan } from '../src/message/time-spans.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { receiveWhatIsThere } from './helpers/receiving.js';

const listener = { name: 'listener', rights: ['Listen'] as const };
const producer = { name: 'producer', rights: ['Send'] as const };

let local: LocalNamespace;
let rules: ServiceBusRuleManager;

beforeEach(async () => {
  const subscriptions = [defineSubscription({ name: 'billing' })];
  const events = defineTopic({ name: 'events', subscriptions, authorizationRules: [listener, producer] });
  local = await startNamespace(topologyOf({ topics: [events] }));
  rules = local.client.createRuleManager('events', 'billing');
});
afterEach(() => local.close());

async function listed(manager = rules): Promise<readonly RuleProperties[]> {
  const found: RuleProperties[] = [];
  for await (const rule of manager.listRules()) found.push(rule);
  return found;
}

describe('rules over AMQP', () => {
  it('begin with $Default, which takes everything', async () => {
    expect(await listed()).toEqual([{ name: '$Default', filter: { sqlExpression: '1=1' }, action: {} }]);
  });

  it('come back as they were made, sorted by name without regard to case', async () => {
    const applicationProperties = {
      text: 'a',
      count: 7,
      ratio: 1.5,
      negative: -3,
      flag: true,
      since: new Date(86_400_000),
    };
    const correlation = { subject: 'purchase', correlationId: 'c', applicationProperties };
    await rules.createRule('Zulu', { sqlExpression: 'amount > 1' }, { sqlExpression: "SET seen = 'yes'" });
    await rules.createRule('alpha', correlation);
    const found = await listed();
    expect(found.map(({ name }) => name)).toEqual(['$Default', 'alpha', 'Zulu']);
    expect(found[1]?.filter).toMatchObject(correlation);
    expect(found[2]).toEqual({
      name: 'Zulu',
      filter: { sqlExpression: 'amount > 1' },
      action: { sqlExpression: "SET seen = 'yes'" },
    });
  });

  it('may compare with time spans', async () => {
    const lasting = (ticks: number) => ({ lasted: encodeTimeSpan(new TimeSpan(ticks)) }) as never;
    await rules.deleteRule('$default');
    await rules.createRule('second', { applicationProperties: lasting(10_000_000) });
    await local.client.createSender('events').sendMessages([
      { applicationProperties: lasting(10_000_001), body: 1 },
      { applicationProperties: lasting(10_000_000), body: 2 },
    ]);
    const messages = await receiveWhatIsThere(local.client.createReceiver('events', 'billing'));
    expect(messages.map(({ body }) => body)).toEqual([2]);
    expect(await listed()).toMatchObject([{ filter: { applicationProperties: { lasted: 10_000_000 } } }]);
  });

  it('decide which messages come from then on', async () => {
    await rules.deleteRule('$default');
    await rules.createRule('purchases', { subject: 'purchase' });
    await local.client.createSender('events').sendMessages([
      { subject: 'purchase', body: 1 },
      { subject: 'refund', body: 2 },
    ]);
    const messages = await receiveWhatIsThere(local.client.createReceiver('events', 'billing'));
    expect(messages.map(({ body }) => body)).toEqual([1]);
  });

  it('may not have a name that is taken', async () => {
    await expect(rules.createRule('$Default', { sqlExpression: '1=1' })).rejects.toMatchObject({
      code: 'MessagingEntityAlreadyExists',
      message: expect.stringMatching(/The messaging entity '.*\$Default' already exists\./),
    });
  });

  it('cannot be removed when they are not there', async () => {
    await expect(rules.deleteRule('none')).rejects.toMatchObject({ code: 'MessagingEntityNotFound' });
  });

  it('are refused with the place of the mistake when they cannot be read', async () => {
    await expect(rules.createRule('broken', { sqlExpression: 'amount >' })).rejects.toMatchObject({
      message: expect.stringContaining('it cannot be read at line 1'),
    });
  });

  it('belong to subscriptions that are there', async () => {
    await expect(listed(local.client.createRuleManager('events', 'none'))).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
    });
  });

  it('need the right to listen', async () => {
    const mayListen = local.clientOf({ entityPath: 'events', name: 'listener' });
    expect(await listed(mayListen.createRuleManager('events', 'billing'))).toHaveLength(1);
    const maySend = local.clientOf({ entityPath: 'events', name: 'producer' });
    await expect(listed(maySend.createRuleManager('events', 'billing'))).rejects.toMatchObject({
      code: 'UnauthorizedAccess',
    });
  });

  it('come in pages', async () => {
    for (const name of ['a', 'b', 'c']) await rules.createRule(name, { sqlExpression: '1=1' });
    const pages: number[] = [];
    for await (const page of rules.listRules().byPage({ maxPageSize: 3 })) pages.push(page.length);
    expect(pages).toEqual([3, 1]);
  });
});
