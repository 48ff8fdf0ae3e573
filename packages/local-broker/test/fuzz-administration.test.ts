import { defineQueue, defineSubscription, defineTopic } from '@ams/service-bus-model';
import fc from 'fast-check';

import type { BrokerLog } from '../src/index.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { tokenFor } from './helpers/raw-amqp.js';
import { receiveOne } from './helpers/receiving.js';

jest.setTimeout(60_000);

const failures: unknown[] = [];
const log: BrokerLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (details) => failures.push(details),
};

let namespace: LocalNamespace;

beforeAll(async () => {
  const topics = [defineTopic({ name: 'events', subscriptions: [defineSubscription({ name: 'billing' })] })];
  namespace = await startNamespace(topologyOf({ queues: [defineQueue({ name: 'orders' })], topics }), { log });
  await namespace.client.createSender('orders').sendMessages({ body: 'kept' });
});

afterEach(() => {
  expect(failures.splice(0)).toEqual([]);
});

afterAll(async () => {
  expect((await receiveOne(namespace.client.createReceiver('orders'))).body).toBe('kept');
  await namespace.close();
});

async function request(method: string, path: string, body?: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://localhost:${namespace.broker.port}/${path}`, {
    method,
    headers: { authorization: tokenFor(namespace.broker), 'content-type': 'application/atom+xml;type=entry' },
    ...(body !== undefined && { body }),
  });
  return { status: response.status, text: await response.text() };
}

/** Something the client can act on: it went well, or it is told what to change. */
function expectAnswer({ status, text }: { status: number; text: string }): void {
  if (status < 300) return;
  expect([400, 401, 403, 404, 409]).toContain(status);
  expect(text).toContain(`<Code>${status}</Code>`);
}

const members = [
  'LockDuration',
  'MaxSizeInMegabytes',
  'RequiresSession',
  'MaxDeliveryCount',
  'DefaultMessageTimeToLive',
  'AutoDeleteOnIdle',
  'Status',
  'ForwardTo',
  'UserMetadata',
  'AuthorizationRules',
  'CountDetails',
  'Filter',
  'Action',
  'Name',
  'SqlExpression',
  'DefaultRuleDescription',
  'MaxMessageSizeInKilobytes',
];
const texts = [
  '',
  'true',
  '10',
  '-1',
  '1e99',
  'PT1M',
  'PT0S',
  'P99999999D',
  'Active',
  'orders',
  'a > 1',
  '&#0;',
  '&x;',
];

/** Documents that look like descriptions, with anything anywhere in them. */
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(...texts),
    fc.string({ maxLength: 10 }),
    fc
      .tuple(fc.constantFrom(...members), fc.array(tie('element'), { maxLength: 4 }))
      .map(([name, children]) => `<${name}>${children.join('')}</${name}>`),
    fc
      .tuple(fc.constantFrom(...members), fc.constantFrom('SqlFilter', 'CorrelationFilter', 'TrueFilter', 'nonsense'))
      .map(([name, type]) => `<${name} i:type="${type}"><SqlExpression>a = 1</SqlExpression></${name}>`),
  ),
}));

const kinds = ['QueueDescription', 'TopicDescription', 'SubscriptionDescription', 'RuleDescription'];
const description = fc
  .tuple(fc.constantFrom(...kinds), fc.array(element, { maxLength: 6 }))
  .map(
    ([kind, children]) =>
      `<entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml"><${kind} ` +
      'xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect" ' +
      `xmlns:i="http://www.w3.org/2001/XMLSchema-instance">${children.join('')}</${kind}></content></entry>`,
  );
const damaged = fc
  .tuple(description, fc.nat(), fc.string({ maxLength: 5 }))
  .map(([text, at, noise]) => text.slice(0, at % text.length) + noise + text.slice((at % text.length) + noise.length));
const entities = ['made', 'events/Subscriptions/made', 'events/Subscriptions/billing/Rules/made'];

it('answers any description of an entity, and shows what it took', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...entities),
      fc.oneof(description, damaged, fc.string({ unit: 'binary', maxLength: 200 })),
      async (path, body) => {
        const made = await request('PUT', path, body);
        expectAnswer(made);
        const shown = await request('GET', path);
        expectAnswer(shown);
        if (made.status === 201) expect(shown.text).toContain('<title type="text">made</title>');
        await request('DELETE', path);
      },
    ),
    { numRuns: 400 },
  );
});

it('answers any path', async () => {
  const segment = fc.oneof(
    fc.constantFrom('events', 'orders', 'Subscriptions', 'Rules', '$Resources', '..', '%00'),
    fc.string(),
  );
  const path = fc.array(segment, { maxLength: 6 }).map((segments) => segments.map(encodeURIComponent).join('/'));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('GET', 'PUT'), path, async (method, each) => {
      expectAnswer(await request(method, each, method === 'PUT' ? 'nothing' : undefined));
    }),
    { numRuns: 300 },
  );
});
