import type { CorrelationRuleFilter, ServiceBusMessage, SqlRuleAction, SqlRuleFilter } from '@azure/service-bus';

import { receiveOne, receiveWhatIsThere } from '../../test/helpers/receiving.js';
import { conform } from '../harness/conform.js';

type Filter = SqlRuleFilter | CorrelationRuleFilter;

const sql = (sqlExpression: string, sqlParameters?: SqlRuleFilter['sqlParameters']): SqlRuleFilter => ({
  sqlExpression,
  ...(sqlParameters && { sqlParameters }),
});

/** A topic with one subscription that has one rule. */
const filteredBy = (filter: Filter, action?: SqlRuleAction) => ({
  topics: {
    events: {
      subscriptions: {
        filtered: { defaultRuleOptions: { name: 'rule', filter, ...(action && { action }) } },
      },
    },
  },
});

const moment = new Date(1_700_000_000_000);

/** Each filter with the messages that it lets through and those that it does not. */
const filters: readonly (readonly [Filter, readonly ServiceBusMessage[], readonly ServiceBusMessage[]])[] = [
  [sql('1=1'), [{ body: 1 }], []],
  [sql('1=0'), [], [{ body: 1 }]],
  [
    sql("Color = 'blue'"),
    [{ body: 1, applicationProperties: { color: 'blue' } }],
    [{ body: 2, applicationProperties: { color: 'red' } }, { body: 3 }],
  ],
  [sql("sys.label = 'yellow'"), [{ body: 1, subject: 'yellow' }], [{ body: 2, subject: 'green' }, { body: 3 }]],
  [
    sql('price > 10'),
    [
      { body: 1, applicationProperties: { price: 11 } },
      { body: 2, applicationProperties: { price: 10.5 } },
    ],
    [{ body: 3, applicationProperties: { price: 10 } }, { body: 4 }],
  ],
  [
    sql('stringValue = @p AND intValue = @q', { '@p': 'text', '@q': 5 }),
    [{ body: 1, applicationProperties: { stringValue: 'text', intValue: 5 } }],
    [{ body: 2, applicationProperties: { stringValue: 'text', intValue: 6 } }],
  ],
  [
    sql("name LIKE 'a%' OR name LIKE '_!_z' ESCAPE '!'"),
    [
      { body: 1, applicationProperties: { name: 'abc' } },
      { body: 2, applicationProperties: { name: 'x_z' } },
    ],
    [{ body: 3, applicationProperties: { name: 'xyz' } }],
  ],
  [
    sql("region IN ('eu', 'us') AND NOT priority IN (1, 2)"),
    [{ body: 1, applicationProperties: { region: 'eu', priority: 3 } }],
    [
      { body: 2, applicationProperties: { region: 'eu', priority: 1 } },
      { body: 3, applicationProperties: { region: 'asia', priority: 3 } },
    ],
  ],
  [
    sql('EXISTS (user.trace) AND owner IS NULL'),
    [{ body: 1, applicationProperties: { trace: '1' } }],
    [{ body: 2 }, { body: 3, applicationProperties: { trace: '1', owner: 'me' } }],
  ],
  [
    sql('quantity * price - 1 >= 99 AND quantity % 2 = 0'),
    [{ body: 1, applicationProperties: { quantity: 10, price: 10 } }],
    [
      { body: 2, applicationProperties: { quantity: 9, price: 100 } },
      { body: 3, applicationProperties: { quantity: 2, price: 1 } },
    ],
  ],
  [
    sql('express = TRUE AND (weight < 2 OR weight <> 5)'),
    [{ body: 1, applicationProperties: { express: true, weight: 1 } }],
    [{ body: 2, applicationProperties: { express: false, weight: 1 } }],
  ],
  [
    sql("sys.MessageId = 'm-1' AND sys.CorrelationId = 'c-1' AND sys.To = 't' AND sys.ReplyTo = 'r'"),
    [{ body: 1, messageId: 'm-1', correlationId: 'c-1', to: 't', replyTo: 'r' }],
    [{ body: 2, messageId: 'm-2', correlationId: 'c-1', to: 't', replyTo: 'r' }],
  ],
  [sql("sys.SessionId = 's-1'"), [{ body: 1, sessionId: 's-1' }], [{ body: 2, sessionId: 's-2' }, { body: 3 }]],
  [
    sql("[my property] = 'x' AND \"other one\" = 'it''s'"),
    [{ body: 1, applicationProperties: { 'my property': 'x', 'other one': "it's" } }],
    [{ body: 2, applicationProperties: { 'my property': 'x' } }],
  ],
  [{ subject: 'order' }, [{ body: 1, subject: 'order' }], [{ body: 2, subject: 'Order' }, { body: 3 }]],
  [{ correlationId: 'c-1' }, [{ body: 1, correlationId: 'c-1' }], [{ body: 2, correlationId: 'c-2' }]],
  [
    { messageId: 'm-1', to: 't', replyTo: 'r', contentType: 'text/plain' },
    [{ body: 1, messageId: 'm-1', to: 't', replyTo: 'r', contentType: 'text/plain' }],
    [{ body: 2, messageId: 'm-1', to: 't', replyTo: 'r' }],
  ],
  [
    { sessionId: 's-1', replyToSessionId: 's-2' },
    [{ body: 1, sessionId: 's-1', replyToSessionId: 's-2' }],
    [{ body: 2, sessionId: 's-1' }],
  ],
  [
    { applicationProperties: { region: 'eu', level: 3, express: true, moment } },
    [{ body: 1, applicationProperties: { region: 'eu', level: 3, express: true, moment, more: 1 } }],
    [
      { body: 2, applicationProperties: { region: 'eu', level: 3, express: true } },
      { body: 3, applicationProperties: { region: 'EU', level: 3, express: true, moment } },
    ],
  ],
  [
    { subject: 'order', applicationProperties: { region: 'eu' } },
    [{ body: 1, subject: 'order', applicationProperties: { region: 'eu' } }],
    [
      { body: 2, subject: 'order' },
      { body: 3, applicationProperties: { region: 'eu' } },
    ],
  ],
];

const textOf = (filter: Filter): string => ('sqlExpression' in filter ? filter.sqlExpression : JSON.stringify(filter));

describe('Filters of subscriptions', () => {
  for (const [filter, through, held] of filters) {
    conform(`${textOf(filter)} lets through what it should`, filteredBy(filter), async ({ client, names }) => {
      const receiver = client.createReceiver(names.events, 'filtered', { receiveMode: 'receiveAndDelete' });

      await client.createSender(names.events).sendMessages([...held, ...through, ...held]);

      const bodies: unknown[] = [];
      while (bodies.length < through.length) bodies.push((await receiveOne(receiver)).body);
      expect(bodies).toEqual(through.map(({ body }) => body));
      expect(await receiveWhatIsThere(receiver)).toEqual([]);
    });
  }

  const actions: readonly (readonly [string, ServiceBusMessage, Partial<ServiceBusMessage>])[] = [
    ["SET a = 'b'", { body: 1 }, { applicationProperties: { a: 'b' } }],
    [
      "Set priority = 'high'",
      { body: 1, applicationProperties: { priority: 'low' } },
      { applicationProperties: { priority: 'high' } },
    ],
    [
      "Set CorrelationId = 'newValue'",
      { body: 1, correlationId: 'c-1' },
      { applicationProperties: { CorrelationId: 'newValue' }, correlationId: 'c-1' },
    ],
    ["SET sys.CorrelationId = 'newValue'", { body: 1, correlationId: 'c-1' }, { correlationId: 'newValue' }],
    ["SET sys.label = 'RED'", { body: 1, subject: 'blue' }, { subject: 'RED' }],
    [
      'REMOVE trace; SET count = count + 1',
      { body: 1, applicationProperties: { trace: 't', count: 1 } },
      { applicationProperties: { count: 2 } },
    ],
  ];
  for (const [sqlExpression, message, expected] of actions) {
    conform(`an action can ${sqlExpression}`, filteredBy(sql('1=1'), { sqlExpression }), async ({ client, names }) => {
      await client.createSender(names.events).sendMessages(message);

      const received = await receiveOne(client.createReceiver(names.events, 'filtered'));

      expect(received).toMatchObject(expected);
      expect(received.applicationProperties).not.toHaveProperty('trace');
    });
  }

  conform(
    'an action changes the copy of its subscription alone',
    {
      topics: {
        events: {
          subscriptions: {
            changed: {
              defaultRuleOptions: { name: 'r', filter: sql('1=1'), action: { sqlExpression: "SET a = '1'" } },
            },
            untouched: {},
          },
        },
      },
    },
    async ({ client, names }) => {
      await client.createSender(names.events).sendMessages({ body: 1, applicationProperties: { a: '0' } });

      expect(await receiveOne(client.createReceiver(names.events, 'changed'))).toMatchObject({
        applicationProperties: { a: '1' },
      });
      expect(await receiveOne(client.createReceiver(names.events, 'untouched'))).toMatchObject({
        applicationProperties: { a: '0' },
      });
    },
  );
});
