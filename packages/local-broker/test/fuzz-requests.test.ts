import { defineQueue, defineSubscription, defineTopic } from '@ams/service-bus-model';
import fc from 'fast-check';
import rhea, { type Message } from 'rhea';

import type { Typed } from '../src/message/encoding.js';
import { anyMapWith, anyValue } from './helpers/amqp-values.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { amqp, RawClient } from './helpers/raw-amqp.js';

jest.setTimeout(15_000);

const { types } = rhea;

const nodes = [
  'orders/$management',
  'orders/$DeadLetterQueue/$management',
  'sessions/$management',
  'events/$management',
  'events/Subscriptions/billing/$management',
  'nowhere/$management',
];

let namespace: LocalNamespace;
let client: RawClient;
let operations: readonly string[];
let deliveries = 0;

beforeAll(async () => {
  namespace = await startNamespace(
    topologyOf({
      queues: [defineQueue({ name: 'orders' }), defineQueue({ name: 'sessions', requiresSession: true })],
      topics: [defineTopic({ name: 'events', subscriptions: [defineSubscription({ name: 'billing' })] })],
    }),
  );
  client = await RawClient.begin(namespace.broker.port);
  await client.authenticate(namespace.broker);
  for (const [index, node] of nodes.entries()) await client.attachNode(2 * index, node);
  const { description } = await ask(0, {});
  operations = [...description.matchAll(/com\.microsoft:[a-z-]+/g)].map(([name]) => name);
});

afterAll(async () => {
  await client.close();
  await namespace.client.createSender('orders').sendMessages({ body: 'after the storm' });
  await namespace.close();
});

interface Answer {
  readonly code: number;
  readonly condition: string | undefined;
  readonly description: string;
}

/** Sends a request and waits for the answer that belongs to it. */
async function ask(handle: number, request: Partial<Message>): Promise<Answer> {
  deliveries += 1;
  const id = `request ${deliveries}`;
  client.transfer(handle, deliveries, { message_id: id, ...request } as Partial<Message>);
  const { payload } = await client.next('transfer');
  const answer = rhea.message.decode(payload);
  expect(answer.correlation_id).toBe(id);
  const properties = answer.application_properties as Record<string, unknown>;
  return {
    code: Number(properties['statusCode'] ?? properties['status-code']),
    condition: (properties['errorCondition'] ?? properties['error-condition']) as string | undefined,
    description: String(properties['statusDescription'] ?? properties['status-description']),
  };
}

/** An answer that says what is wrong with the request: neither that it went well, nor that the broker failed. */
function expectRefusal({ code, condition }: Answer): void {
  expect(code).toBeGreaterThanOrEqual(400);
  expect(condition).toMatch(/^(amqp|com\.microsoft):/);
  expect(condition).not.toBe('amqp:internal-error');
}

const keys = [
  'message-count',
  'from-sequence-number',
  'sequence-numbers',
  'receiver-settle-mode',
  'session-id',
  'omit-message-body',
  'lock-tokens',
  'disposition-status',
  'deadletter-reason',
  'properties-to-modify',
  'messages',
  'session-state',
  'last-updated-time',
  'enqueued-time-utc',
  'skip',
  'top',
  'rule-name',
  'rule-description',
];
const likely = fc.oneof(
  fc.constantFrom('completed', 'abandoned', 'defered', 'suspended', 's-1').map(amqp.text),
  fc.integer({ min: -2, max: 10 }).map((value) => types.wrap_int(value) as Typed),
  fc.integer({ min: -2, max: 10 }).map((value) => types.wrap_long(value) as Typed),
  anyMapWith(['sql-filter', 'correlation-filter', 'sql-rule-action', 'expression', 'properties', 'message']),
);
const node = fc.nat(nodes.length - 1).map((index) => 2 * index);

it('knows the operations that it is to be asked for', () => {
  expect(operations).toContain('com.microsoft:peek-message');
});

it('answers every operation, whatever its body is', async () => {
  const chosen = fc.nat(1000).map((index) => operations[index % operations.length] as string);
  await fc.assert(
    fc.asyncProperty(node, chosen, fc.oneof(anyMapWith(keys, likely), anyValue), async (handle, operation, body) => {
      const answer = await ask(handle, { application_properties: { operation }, body });
      if (answer.code >= 300) expectRefusal(answer);
    }),
    { numRuns: 1000 },
  );
});

it('does nothing for a body that is no map', async () => {
  const chosen = fc.nat(1000).map((index) => operations[index % operations.length] as string);
  const noMap = anyValue.filter(({ type }) => type.typecode !== 0xc1 && type.typecode !== 0xd1);
  await fc.assert(
    fc.asyncProperty(node, chosen, noMap, async (handle, operation, body) => {
      expectRefusal(await ask(handle, { application_properties: { operation }, body }));
    }),
    // A moment is an object to JavaScript, as a map is, and this operation needs nothing of its map.
    { numRuns: 300, examples: [[8, 'com.microsoft:enumerate-rules', types.wrap_timestamp(0) as Typed]] },
  );
});

it('refuses operations that there are not', async () => {
  await fc.assert(
    fc.asyncProperty(node, anyValue, async (handle, operation) => {
      const answer = await ask(handle, { application_properties: { operation }, body: amqp.nothing });
      expect(answer).toMatchObject({ code: 501, condition: 'amqp:not-implemented' });
    }),
    { numRuns: 200 },
  );
});

it('gives nobody rights for anything but a token', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ operation: fc.oneof(fc.constant(amqp.text('put-token')), anyValue), name: anyValue, type: anyValue }),
      anyValue,
      async (properties, body) => {
        expectRefusal(await ask(100, { application_properties: properties, body }));
      },
    ),
    { numRuns: 200 },
  );
});
