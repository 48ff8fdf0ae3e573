import type { CorrelationRuleFilter, RuleProperties, SqlRuleAction, SqlRuleFilter } from '@azure/service-bus';

import { receiveOne, receiveWhatIsThere } from '../../test/helpers/receiving.js';
import { conform } from '../harness/conform.js';

const events = {
  capabilities: ['administration'],
  topics: { events: { subscriptions: { billing: {} } } },
} as const;

const overAmqp = { ...events, capabilities: ['rules-over-amqp'] } as const;

const rules: readonly (readonly [string, SqlRuleFilter | CorrelationRuleFilter, SqlRuleAction?])[] = [
  ['a SQL filter', { sqlExpression: "color = 'red'" }],
  ['a SQL filter with parameters', { sqlExpression: 'a = @p AND b = @q', sqlParameters: { '@p': 'text', '@q': 5 } }],
  ['a SQL filter and an action', { sqlExpression: '1=1' }, { sqlExpression: "SET sys.label='RED'" }],
  ['a correlation filter', { correlationId: 'c-1', subject: 'order', contentType: 'text/plain' }],
  [
    'a correlation filter with properties',
    { subject: 'order', applicationProperties: { region: 'eu', level: 3, express: true, since: new Date(1.7e12) } },
  ],
];

async function listed(rulesOf: AsyncIterable<RuleProperties>): Promise<readonly RuleProperties[]> {
  const list: RuleProperties[] = [];
  for await (const rule of rulesOf) list.push(rule);
  return list;
}

describe('Administration of rules', () => {
  conform('finds the default rule of a new subscription', events, async ({ administration, names }) => {
    expect(await administration.getRule(names.events, 'billing', '$Default')).toMatchObject({
      name: '$Default',
      filter: { sqlExpression: '1=1' },
    });
  });

  for (const [kind, filter, action] of rules) {
    conform(`creates a rule with ${kind}`, events, async ({ administration, names }) => {
      await (action
        ? administration.createRule(names.events, 'billing', 'rule', filter, action)
        : administration.createRule(names.events, 'billing', 'rule', filter));

      const rule = await administration.getRule(names.events, 'billing', 'rule');
      expect(rule).toMatchObject({ name: 'rule', filter });
      if (action) expect(rule.action).toMatchObject(action);
    });

    // Over AMQP this client leaves parameters out.
    if ('sqlParameters' in filter) continue;
    conform(`creates a rule with ${kind} over AMQP`, overAmqp, async ({ client, names }) => {
      const manager = client.createRuleManager(names.events, 'billing');
      await manager.createRule('rule', filter, action);

      const rule = (await listed(manager.listRules())).find(({ name }) => name === 'rule');
      expect(rule?.filter).toMatchObject(filter);
      if (action) expect(rule?.action).toMatchObject({ sqlExpression: action.sqlExpression });
    });
  }

  conform('makes a subscription with a rule of its own', events, async ({ administration, names }) => {
    await administration.createSubscription(names.events, 'red', {
      defaultRuleOptions: { name: 'red', filter: { sqlExpression: "color = 'red'" } },
    });

    const list = await listed(administration.listRules(names.events, 'red'));
    expect(list).toMatchObject([{ name: 'red', filter: { sqlExpression: "color = 'red'" } }]);
  });

  conform('changes a rule', events, async ({ administration, names }) => {
    await administration.createRule(names.events, 'billing', 'rule', { sqlExpression: 'a = 1' });
    const rule = await administration.getRule(names.events, 'billing', 'rule');

    await administration.updateRule(names.events, 'billing', { ...rule, filter: { sqlExpression: 'a = 2' } });

    expect(await administration.getRule(names.events, 'billing', 'rule')).toMatchObject({
      filter: { sqlExpression: 'a = 2' },
    });
  });

  conform('deletes a rule', events, async ({ administration, names }) => {
    await administration.createRule(names.events, 'billing', 'rule', { sqlExpression: 'a = 1' });
    await administration.deleteRule(names.events, 'billing', 'rule');

    expect(await administration.ruleExists(names.events, 'billing', 'rule')).toBe(false);
    expect(await administration.ruleExists(names.events, 'billing', '$Default')).toBe(true);
    await expect(administration.getRule(names.events, 'billing', 'rule')).rejects.toMatchObject({
      code: 'MessageEntityNotFoundError',
    });
  });

  conform('refuses a rule that is there already', events, async ({ administration, names }) => {
    await expect(
      administration.createRule(names.events, 'billing', '$Default', { sqlExpression: '1=1' }),
    ).rejects.toMatchObject({ code: 'MessageEntityAlreadyExistsError', statusCode: 409 });
  });

  conform('refuses a filter that cannot be read', events, async ({ administration, names }) => {
    await expect(
      administration.createRule(names.events, 'billing', 'rule', { sqlExpression: 'color = = red' }),
    ).rejects.toMatchObject({ statusCode: 400 });
    expect(await administration.ruleExists(names.events, 'billing', 'rule')).toBe(false);
  });

  conform('lists rules', events, async ({ administration, names }) => {
    await administration.createRule(names.events, 'billing', 'a', { sqlExpression: 'a = 1' });
    await administration.createRule(names.events, 'billing', 'b', { subject: 'order' });

    const list = await listed(administration.listRules(names.events, 'billing'));

    expect(list.map(({ name }) => name).sort()).toEqual(['$Default', 'a', 'b']);
  });

  conform('lists rules over AMQP, by name', overAmqp, async ({ client, names }) => {
    const manager = client.createRuleManager(names.events, 'billing');
    await manager.createRule('sqlRule', { sqlExpression: 'a = 1' }, { sqlExpression: 'SET b = 2' });
    await manager.createRule('correlationRule', { correlationId: 'c-1', applicationProperties: { level: 3 } });

    const list = await listed(manager.listRules());

    expect(list).toMatchObject([
      { name: '$Default', filter: { sqlExpression: '1=1' } },
      { name: 'correlationRule', filter: { correlationId: 'c-1', applicationProperties: { level: 3 } } },
      { name: 'sqlRule', filter: { sqlExpression: 'a = 1' }, action: { sqlExpression: 'SET b = 2' } },
    ]);
  });

  conform('refuses a rule that is there already, over AMQP', overAmqp, async ({ client, names }) => {
    const manager = client.createRuleManager(names.events, 'billing');
    await manager.createRule('ruleName', { sqlExpression: 'a = 1' });

    await expect(manager.createRule('ruleName', { sqlExpression: 'a = 2' })).rejects.toMatchObject({
      code: 'MessagingEntityAlreadyExists',
      message: expect.stringMatching(/The messaging entity '.*ruleName' already exists./),
    });
  });

  conform('refuses to delete a rule that is not there, over AMQP', overAmqp, async ({ client, names }) => {
    await expect(client.createRuleManager(names.events, 'billing').deleteRule('nobody')).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
    });
  });

  conform('refuses a filter that cannot be read, over AMQP', overAmqp, async ({ client, names }) => {
    const manager = client.createRuleManager(names.events, 'billing');

    await expect(manager.createRule('rule', { sqlExpression: 'color = = red' })).rejects.toMatchObject({
      name: 'ServiceBusError',
    });
    expect(await listed(manager.listRules())).toHaveLength(1);
  });

  conform('gives a subscription what its rules let through, at once', overAmqp, async ({ client, names }) => {
    const manager = client.createRuleManager(names.events, 'billing');
    const [sender, receiver] = [client.createSender(names.events), client.createReceiver(names.events, 'billing')];
    const colors = () =>
      sender.sendMessages(['red', 'blue'].map((color) => ({ body: color, applicationProperties: { color } })));
    await manager.createRule('red', { sqlExpression: "color = 'red'" });
    await manager.deleteRule('$Default');

    await colors();

    const message = await receiveOne(receiver);
    expect(message).toMatchObject({ body: 'red' });
    await receiver.completeMessage(message);
    await manager.deleteRule('red');
    await colors();
    expect(await receiveWhatIsThere(receiver)).toEqual([]);
  });

  conform('gives a copy for each rule that has an action', overAmqp, async ({ client, names }) => {
    const manager = client.createRuleManager(names.events, 'billing');
    await manager.createRule('one', { sqlExpression: '1=1' }, { sqlExpression: 'SET copy = 1' });
    await manager.createRule('two', { sqlExpression: '1=1' }, { sqlExpression: 'SET copy = 2' });
    await manager.deleteRule('$Default');

    await client.createSender(names.events).sendMessages({ body: 'a' });

    const receiver = client.createReceiver(names.events, 'billing');
    const copies = [await receiveOne(receiver), await receiveOne(receiver)];
    expect(copies.map(({ applicationProperties }) => applicationProperties?.['copy']).sort()).toEqual([1, 2]);
  });
});
