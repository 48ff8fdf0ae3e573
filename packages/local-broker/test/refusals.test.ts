import { defineQueue, defineTopic, defineTopology } from '@ams/service-bus-model';

import { InvalidTopologyError, ListenError, startBroker } from '../src/index.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';

let namespace: LocalNamespace;

beforeEach(async () => {
  namespace = await startNamespace(
    defineTopology({
      namespace: {
        name: 'local-bus',
        authorizationRules: [
          { name: 'send-only', rights: ['Send'] },
          { name: 'listen-only', rights: ['Listen'] },
        ],
      },
      queues: [
        defineQueue({ name: 'orders' }),
        defineQueue({ name: 'closed', status: 'Disabled' }),
        defineQueue({ name: 'no-senders', status: 'SendDisabled' }),
        defineQueue({ name: 'no-receivers', status: 'ReceiveDisabled' }),
      ],
      topics: [defineTopic({ name: 'events' })],
    }),
  );
});

afterEach(() => namespace.close());

const peek = (entity: string, client = namespace.client) =>
  client.createReceiver(entity).receiveMessages(1, { maxWaitTimeInMs: 1000 });
const send = (entity: string, client = namespace.client) => client.createSender(entity).sendMessages({ body: 1 });
const withKey = (key: string) =>
  namespace.connect(namespace.broker.connectionString().replace(/SharedAccessKey=[^;]+/, `SharedAccessKey=${key}`));

describe('a client is refused, and told what to do,', () => {
  it.each([
    [
      'with a wrong key',
      () => send('orders', withKey('d3Jvbmc=')),
      /Take the connection string from the outputs of the stack/,
    ],
    [
      'with the name of a key that is not there',
      () =>
        send(
          'orders',
          namespace.connect(namespace.broker.connectionString().replace('RootManageSharedAccessKey', 'nobody')),
        ),
      /has an access rule 'nobody'\. Take a connection string from the outputs/,
    ],
    [
      'when it sends with a key that may only listen',
      () => send('orders', namespace.clientOf({ name: 'listen-only' })),
      /'Send' claim\(s\) are required.*Use the connection string of a rule that has the right/,
    ],
    [
      'when it listens with a key that may only send',
      () => peek('orders', namespace.clientOf({ name: 'send-only' })),
      /'Listen' claim\(s\) are required.*Use the connection string of a rule that has the right/,
    ],
    [
      'when it peeks with a key that may only send',
      () => namespace.clientOf({ name: 'send-only' }).createReceiver('orders').peekMessages(1),
      /'Listen' claim\(s\) are required/,
    ],
  ])('%s', async (_, attempt, message) => {
    await expect(attempt()).rejects.toMatchObject({
      code: 'UnauthorizedAccess',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['when it sends to an entity that is not there', () => send('nowhere')],
    ['when it receives from an entity that is not there', () => peek('nowhere')],
    ['when it peeks at an entity that is not there', () => namespace.client.createReceiver('nowhere').peekMessages(1)],
    [
      'when it receives from a subscription that is not there',
      () => namespace.client.createReceiver('events', 'nobody').receiveMessages(1),
    ],
  ])('%s', async (_, attempt) => {
    await expect(attempt()).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
      message: expect.stringMatching(/The messaging entity '.*' could not be found/),
    });
  });

  it.each([
    ['when it sends to a disabled queue', () => send('closed')],
    ['when it receives from a disabled queue', () => peek('closed')],
    ['when it sends to a queue that takes nothing', () => send('no-senders')],
    ['when it receives from a queue that gives nothing', () => peek('no-receivers')],
  ])('%s', async (_, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ code: 'MessagingEntityDisabled' });
  });

  it('when it wants a session of a queue that has none', async () => {
    // What the client makes of any refused session link; the broker's own words are in `raw-clients.test.ts`.
    await expect(namespace.client.acceptSession('orders', 's-1')).rejects.toMatchObject({
      code: 'SessionCannotBeLocked',
    });
  });

  it('and goes on elsewhere on the same connection', async () => {
    await expect(send('nowhere')).rejects.toThrow();

    await send('orders');

    expect(namespace.broker.counts('orders').active).toBe(1);
  });
});

describe('a key', () => {
  it('is as good as the other of its rule', async () => {
    await send('orders', namespace.connect(namespace.broker.connectionString({ name: 'send-only' }, 'secondary')));

    expect(namespace.broker.counts('orders').active).toBe(1);
  });
});

describe('an access rule that is not there', () => {
  it.each([
    [
      { name: 'nope' },
      "The namespace has no access rule 'nope'. Name one that it has: 'RootManageSharedAccessKey', 'send-only', 'listen-only'.",
    ],
    [
      { entityPath: 'orders', name: 'send-only' },
      "'orders' has no access rule 'send-only'. It has none. Leave 'entityPath' out for a rule of the namespace, or add one to the queue or topic.",
    ],
  ])('is answered with those that are: %p', (rule, message) => {
    expect(() => namespace.broker.connectionString(rule)).toThrow(new RangeError(message));
  });
});

describe('a broker does not start', () => {
  it('on a port that is taken', async () => {
    const { port } = namespace.broker;

    await expect(startBroker({ topology: topologyOf({}), port })).rejects.toThrow(ListenError);
    await expect(startBroker({ topology: topologyOf({}), port })).rejects.toThrow(`Port ${port} of 127.0.0.1 is taken`);
  });

  it('is refused when Azure would refuse it, naming the entity, the value and the rule', async () => {
    const topology = topologyOf({ queues: [defineQueue({ name: 'orders', lockDuration: 'PT6M' })] });

    const error: unknown = await startBroker({ topology }).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(InvalidTopologyError);
    expect(String(error)).toContain("- orders: lockDuration is 'PT6M', but");
  });
});
