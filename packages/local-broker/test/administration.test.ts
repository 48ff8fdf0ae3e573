import { cpSync } from 'node:fs';

import { defineQueue, defineSubscription, defineTopic, unlimitedDuration } from '@ams/service-bus-model';
import { parseServiceBusConnectionString, type ServiceBusAdministrationClient } from 'azure-service-bus-beta';

import {
  administrationClient,
  administrationClientWith,
  all,
  secureAdministrationClient,
} from './helpers/administration.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { receiveOne } from './helpers/receiving.js';
import { temporaryDirectories } from './support/directory.js';

let local: LocalNamespace;
let client: ServiceBusAdministrationClient;
let endpoint: string;

beforeEach(async () => {
  const events = defineTopic({ name: 'events', subscriptions: [defineSubscription({ name: 'billing' })] });
  local = await startNamespace(topologyOf({ queues: [defineQueue({ name: 'orders' })], topics: [events] }));
  client = administrationClient(local.broker);
  // Azure's ends with a slash, and clients put names right behind it.
  ({ endpoint } = parseServiceBusConnectionString(local.broker.connectionString()));
});
afterEach(() => local.close());

const key = Buffer.alloc(32, 7).toString('base64');
const otherKey = Buffer.alloc(32, 8).toString('base64');

describe('a queue over the administration API', () => {
  it("is made with Azure's defaults", async () => {
    expect(await client.createQueue('late')).toMatchObject({
      name: 'late',
      lockDuration: 'PT1M',
      maxSizeInMegabytes: 1024,
      maxDeliveryCount: 10,
      defaultMessageTimeToLive: unlimitedDuration,
      autoDeleteOnIdle: unlimitedDuration,
      duplicateDetectionHistoryTimeWindow: 'PT10M',
      enableBatchedOperations: true,
      enablePartitioning: false,
      enableExpress: false,
      requiresSession: false,
      requiresDuplicateDetection: false,
      deadLetteringOnMessageExpiration: false,
      status: 'Active',
      availabilityStatus: 'Available',
      authorizationRules: undefined,
      forwardTo: undefined,
      forwardDeadLetteredMessagesTo: undefined,
      userMetadata: undefined,
    });
  });

  it('is made as it is wanted, and shown so', async () => {
    const accessRights: ('Manage' | 'Send' | 'Listen')[] = ['Manage', 'Send', 'Listen'];
    const rule = { claimType: 'SharedAccessKey', accessRights, primaryKey: key, secondaryKey: otherKey };
    const wanted = {
      lockDuration: 'PT45S',
      requiresDuplicateDetection: true,
      requiresSession: true,
      defaultMessageTimeToLive: 'P2D',
      deadLetteringOnMessageExpiration: true,
      duplicateDetectionHistoryTimeWindow: 'PT1M',
      maxDeliveryCount: 8,
      enableBatchedOperations: false,
      autoDeleteOnIdle: 'PT1H',
      authorizationRules: [
        { ...rule, keyName: 'second' },
        { ...rule, keyName: 'first' },
      ],
      enablePartitioning: true,
      userMetadata: 'for <you> & "me", ü',
      status: 'ReceiveDisabled' as const,
    };
    await client.createQueue('a/late.queue', wanted);
    const shown = await client.getQueue('a/LATE.queue');
    expect(shown).toMatchObject({ ...wanted, name: 'a/late.queue', maxSizeInMegabytes: 16384 });
  });

  it('is changed, and what is left out goes back to its default', async () => {
    await client.createQueue('late', { userMetadata: 'note', lockDuration: 'PT30S', requiresSession: true });
    const queue = await client.getQueue('late');
    // The type wants a text, but a note that is undefined is left out of the request.
    const changes = { maxDeliveryCount: 3, userMetadata: undefined as never };
    const updated = await client.updateQueue({ ...queue, ...changes });
    expect(updated).toMatchObject({ maxDeliveryCount: 3, lockDuration: 'PT30S', requiresSession: true });
    expect(updated.userMetadata).toBeUndefined();
  });

  it('serves those who have the keys it was made with', async () => {
    await client.createQueue('late', {
      authorizationRules: [
        { claimType: 'SharedAccessKey', accessRights: ['Send'], keyName: 'sender', primaryKey: key, secondaryKey: key },
      ],
    });
    const connection = `Endpoint=${endpoint};SharedAccessKeyName=sender;SharedAccessKey=${key};UseDevelopmentEmulator=true`;
    await local.connect(connection).createSender('late').sendMessages({ body: 1 });
    expect((await receiveOne(local.client.createReceiver('late'))).body).toBe(1);
  });

  it('counts its messages exactly and at once', async () => {
    const sender = local.client.createSender('orders');
    await sender.sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
    await sender.scheduleMessages({ body: 4 }, new Date(local.clock.now() + 60_000));
    const receiver = local.client.createReceiver('orders');
    await receiver.deadLetterMessage(await receiveOne(receiver));
    const counts = await client.getQueueRuntimeProperties('orders');
    expect(counts).toMatchObject({
      totalMessageCount: 4,
      activeMessageCount: 2,
      deadLetterMessageCount: 1,
      scheduledMessageCount: 1,
      transferMessageCount: 0,
      transferDeadLetterMessageCount: 0,
    });
    expect(counts.sizeInBytes).toBeGreaterThan(0);
    expect(counts.accessedAt.getTime()).toBe(local.clock.now());
  });

  it('was never accessed before somebody uses it', async () => {
    await client.createQueue('late');
    expect((await client.getQueueRuntimeProperties('late')).accessedAt.getUTCFullYear()).toBe(1);
  });

  it('is gone when it is deleted', async () => {
    await client.deleteQueue('orders');
    expect(await client.queueExists('orders')).toBe(false);
    await expect(local.client.createSender('orders').sendMessages({ body: 1 })).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
    });
  });
});

describe('forwarding over the administration API', () => {
  it('takes an entity with sessions that forwards, as Azure does although its documentation rules it out', async () => {
    await client.createQueue('visits', { requiresSession: true, forwardTo: 'orders' });

    await local.client.createSender('visits').sendMessages({ body: 'a', sessionId: 's' });

    expect(await receiveOne(local.client.createReceiver('orders'))).toMatchObject({ body: 'a', sessionId: 's' });
  });

  it('takes a queue that forwards to itself, whose messages run out of hops', async () => {
    const orders = await client.getQueue('orders');
    await client.updateQueue({ ...orders, forwardTo: 'orders', forwardDeadLetteredMessagesTo: 'orders' });

    await local.client.createSender('orders').sendMessages({ body: 'a' });

    const deadLetters = local.client.createReceiver('orders', { subQueueType: 'deadLetter' });
    expect(await receiveOne(deadLetters)).toMatchObject({ deadLetterReason: 'MaxTransferHopCountExceeded' });
  });

  it('is shown as an address, its host in lower case and the name as it was given', async () => {
    const address = `${endpoint}orders`.toUpperCase();
    const queue = await client.createQueue('late', { forwardTo: address, forwardDeadLetteredMessagesTo: 'events' });
    expect(queue.forwardTo).toBe(`${endpoint}ORDERS`);
    expect(queue.forwardDeadLetteredMessagesTo).toBe(`${endpoint}events`);
  });

  it('works from then on', async () => {
    await client.createQueue('late', { forwardTo: 'ORDERS' });
    await local.client.createSender('late').sendMessages({ body: 1 });
    expect((await receiveOne(local.client.createReceiver('orders'))).body).toBe(1);
  });

  it('needs a target that is there', async () => {
    await expect(client.createQueue('late', { forwardTo: 'nowhere' })).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining("'late' forwards to 'nowhere', which is not there"),
    });
  });
});

describe('a topic over the administration API', () => {
  it('is made as it is wanted, and shown so', async () => {
    const wanted = {
      requiresDuplicateDetection: true,
      defaultMessageTimeToLive: 'P2D',
      duplicateDetectionHistoryTimeWindow: 'PT1M',
      enableBatchedOperations: false,
      status: 'SendDisabled' as const,
      enablePartitioning: true,
      supportOrdering: false,
      userMetadata: 'test metadata',
    };
    await client.createTopic('late', wanted);
    expect(await client.getTopic('late')).toMatchObject({ ...wanted, name: 'late', maxSizeInMegabytes: 16384 });
  });

  it('counts its subscriptions and scheduled messages', async () => {
    await client.createSubscription('events', 'audit');
    await local.client.createSender('events').scheduleMessages({ body: 1 }, new Date(local.clock.now() + 60_000));
    expect(await client.getTopicRuntimeProperties('events')).toMatchObject({
      subscriptionCount: 2,
      scheduledMessageCount: 1,
    });
  });

  it('can be changed', async () => {
    const topic = await client.getTopic('events');
    expect(await client.updateTopic({ ...topic, defaultMessageTimeToLive: 'P1D' })).toMatchObject({
      defaultMessageTimeToLive: 'P1D',
    });
  });

  it('can be deleted as if it were a queue', async () => {
    await client.deleteQueue('events');
    expect(await client.topicExists('events')).toBe(false);
  });
});

describe('a subscription over the administration API', () => {
  const wanted = {
    lockDuration: 'PT5M',
    maxDeliveryCount: 20,
    defaultMessageTimeToLive: 'P2D',
    autoDeleteOnIdle: 'PT1H',
    deadLetteringOnFilterEvaluationExceptions: false,
    deadLetteringOnMessageExpiration: true,
    enableBatchedOperations: false,
    requiresSession: true,
    userMetadata: 'test metadata',
    status: 'ReceiveDisabled' as const,
  };

  it('is made as it is wanted, and shown so, whatever the case of the request', async () => {
    await client.createSubscription('events', 'Audit', wanted);
    expect(await client.getSubscription('EVENTS', 'audit')).toMatchObject({
      ...wanted,
      topicName: 'events',
      subscriptionName: 'Audit',
    });
  });

  it('begins with the rule it is made with', async () => {
    const defaultRuleOptions = {
      name: 'mine',
      filter: { sqlExpression: 'text = @text AND count = @count', sqlParameters: { '@count': 1, '@text': 'b' } },
      action: { sqlExpression: "SET a='b'" },
    };
    await client.createSubscription('events', 'audit', { defaultRuleOptions });
    expect(await client.getRule('events', 'audit', 'mine')).toMatchObject(defaultRuleOptions);
    expect(await client.ruleExists('events', 'audit', '$Default')).toBe(false);
  });

  it('keeps its rules when it is changed', async () => {
    const subscription = await client.getSubscription('events', 'billing');
    await client.updateSubscription({ ...subscription, lockDuration: 'PT10S' });
    expect(await all(client.listRules('events', 'billing'))).toHaveLength(1);
  });

  it('counts its messages', async () => {
    await local.client.createSender('events').sendMessages([{ body: 1 }, { body: 2 }]);
    expect(await client.getSubscriptionRuntimeProperties('events', 'billing')).toMatchObject({
      totalMessageCount: 2,
      activeMessageCount: 2,
    });
  });
});

describe('a rule over the administration API', () => {
  it('begins with one that takes everything', async () => {
    const [rule] = await all(client.listRules('events', 'billing'));
    expect(rule).toMatchObject({ name: '$Default', filter: { sqlExpression: '1=1' } });
  });

  it('compares with the values it was given, of their types', async () => {
    const filter = {
      correlationId: 'abcd',
      subject: 'a "subject"',
      applicationProperties: { text: 'WA', whole: 25, double: 12.4, large: 2 ** 40, flag: true, time: new Date(0) },
    };
    await client.createRule('events', 'billing', 'typed', filter, { sqlExpression: "SET sys.label='GREEN'" });
    const rule = await client.getRule('events', 'billing', 'typed');
    expect(rule.filter).toMatchObject(filter);
    expect(rule.action).toMatchObject({ sqlExpression: "SET sys.label='GREEN'" });
  });

  it('can be changed and deleted', async () => {
    const rule = await client.getRule('events', 'billing', '$Default');
    await client.updateRule('events', 'billing', { ...rule, filter: { sqlExpression: '1=0' } });
    await local.client.createSender('events').sendMessages({ body: 1 });
    expect(local.broker.counts('events/Subscriptions/billing').active).toBe(0);
    await client.deleteRule('events', 'billing', '$Default');
    expect(await all(client.listRules('events', 'billing'))).toEqual([]);
  });
});

describe('lists of the administration API', () => {
  it('are sorted by name without regard to case, and come in pages', async () => {
    for (const name of ['Delta', 'alpha', 'charlie', 'Bravo']) await client.createQueue(name);
    const pages: string[][] = [];
    for await (const page of client.listQueues().byPage({ maxPageSize: 2 })) pages.push(page.map(({ name }) => name));
    expect(pages).toEqual([['alpha', 'Bravo'], ['charlie', 'Delta'], ['orders']]);
  });

  it('go on where a page ended', async () => {
    for (const name of ['a', 'b', 'c']) await client.createTopic(name);
    const first = await client.listTopics().byPage({ maxPageSize: 2 }).next();
    const { continuationToken } = first.value;
    const second = await client.listTopics().byPage({ continuationToken, maxPageSize: 5 }).next();
    expect(second.value.map(({ name }: { name: string }) => name)).toEqual(['c', 'events']);
  });

  it('have the counts of entities', async () => {
    await local.client.createSender('events').sendMessages({ body: 1 });
    const [billing] = await all(client.listSubscriptionsRuntimeProperties('events'));
    expect(billing).toMatchObject({ subscriptionName: 'billing', activeMessageCount: 1 });
  });
});

describe('refusals of the administration API', () => {
  it.each<[string, () => Promise<unknown>, object]>([
    [
      'an entity that is there',
      () => client.createQueue('ORDERS'),
      { statusCode: 409, code: 'MessageEntityAlreadyExistsError' },
    ],
    ['a topic with the name of a queue', () => client.createTopic('orders'), { statusCode: 409 }],
    ['a subscription that is there', () => client.createSubscription('events', 'billing'), { statusCode: 409 }],
    [
      'a rule that is there',
      () => client.createRule('events', 'billing', '$Default', { sqlExpression: '1=1' }),
      { statusCode: 409 },
    ],
    [
      'an entity that is not there',
      () => client.getQueue('none'),
      { statusCode: 404, code: 'MessageEntityNotFoundError' },
    ],
    [
      'a topic read as a queue that is not there',
      () => client.deleteTopic('none'),
      { code: 'MessageEntityNotFoundError' },
    ],
    [
      'a subscription that is not there',
      () => client.deleteSubscription('events', 'none'),
      { code: 'MessageEntityNotFoundError' },
    ],
    [
      'a rule that is not there',
      () => client.getRule('events', 'billing', 'none'),
      { code: 'MessageEntityNotFoundError' },
    ],
    [
      'a lock that is too long',
      () => client.createQueue('late', { lockDuration: 'PT6M' }),
      { statusCode: 400, code: 'ServiceError' },
    ],
    ['a duration that is none', () => client.createQueue('late', { lockDuration: 'soon' }), { statusCode: 400 }],
    ['a name that is none', () => client.createQueue('late!'), { statusCode: 400 }],
    [
      'an SQL filter that cannot be read',
      () => client.createRule('events', 'billing', 'bad', { sqlExpression: 'a >' }),
      { statusCode: 400 },
    ],
  ])('name %s', async (_, act, expected) => {
    const error: unknown = await act().catch((refusal: unknown) => refusal);
    expect(error).toMatchObject({ ...expected, message: expect.stringMatching(/^(The messaging entity|SubCode)/) });
  });

  it('keep what cannot change as it was made', async () => {
    const queue = await client.getQueue('orders');
    const changed = { ...queue, enablePartitioning: true } as typeof queue;
    await expect(client.updateQueue(changed)).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('cannot be changed'),
    });
  });

  it('say that an update needs an entity that is there', async () => {
    const queue = await client.getQueue('orders');
    await expect(client.updateQueue({ ...queue, name: 'none' })).rejects.toMatchObject({
      code: 'MessageEntityNotFoundError',
    });
  });
});

describe('who may administer', () => {
  const rights = { listener: ['Listen'], manager: ['Listen', 'Send', 'Manage'] } as const;
  beforeEach(() => {
    const authorizationRules = Object.entries(rights).map(([name, granted]) => ({ name, rights: granted }));
    local.broker.administration.createQueue(defineQueue({ name: 'own', authorizationRules }));
    const subscriptions = [defineSubscription({ name: 's' })];
    local.broker.administration.createTopic(defineTopic({ name: 'ownTopic', authorizationRules, subscriptions }));
  });
  const unauthorized = { statusCode: 401, code: 'UnauthorizedRequestError' };

  it('is who has the Manage claim', async () => {
    const listener = administrationClient(local.broker, { entityPath: 'own', name: 'listener' });
    await expect(listener.getQueue('own')).rejects.toMatchObject(unauthorized);
  });

  it('is, with the key of an entity, who asks for that entity', async () => {
    const manager = administrationClient(local.broker, { entityPath: 'own', name: 'manager' });
    expect((await manager.getQueue('own')).name).toBe('own');
    await expect(manager.getQueue('orders')).rejects.toMatchObject(unauthorized);
    await expect(all(manager.listQueues())).rejects.toMatchObject(unauthorized);
  });

  it('is, with the key of a topic, who asks for what is in it', async () => {
    const manager = administrationClient(local.broker, { entityPath: 'ownTopic', name: 'manager' });
    expect(await all(manager.listSubscriptions('ownTopic'))).toHaveLength(1);
    expect(await all(manager.listRules('ownTopic', 's'))).toHaveLength(1);
    expect((await manager.getRule('ownTopic', 's', '$Default')).name).toBe('$Default');
  });

  it('lets an entity forward only to what it may manage as well', async () => {
    const manager = administrationClient(local.broker, { entityPath: 'own', name: 'manager' });
    const own = await manager.getQueue('own');
    await expect(manager.updateQueue({ ...own, forwardTo: 'orders' })).rejects.toMatchObject(unauthorized);
  });
});

describe('the namespace over the administration API', () => {
  it('says which tier it has', async () => {
    expect(await client.getNamespaceProperties()).toMatchObject({
      messagingSku: 'Standard',
      messagingUnits: undefined,
    });
  });
});

describe('a token of Entra ID over the administration API', () => {
  const claims = { aud: 'https://servicebus.azure.net', exp: Math.ceil(Date.now() / 1000) + 3600 };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'none' })}.${part(claims)}.`;
  const credential = { getToken: async () => ({ token, expiresOnTimestamp: claims.exp * 1000 }) };

  it('may do what the broker is told that such tokens may', async () => {
    const topology = topologyOf({ queues: [defineQueue({ name: 'orders' })] });
    const trusting = await startNamespace(topology, { entraId: { signatures: 'not-verified' } });
    const administration = await administrationClientWith(trusting.broker, credential);
    const { forwardTo } = await administration.createQueue('late', { forwardTo: 'orders' });
    await trusting.close();
    expect(forwardTo).toMatch(/^sb:\/\/localhost:\d+\/orders$/);
  });

  it('may do nothing unless it is told', async () => {
    const administration = await administrationClientWith(local.broker, credential);
    await expect(administration.getQueue('orders')).rejects.toMatchObject({ statusCode: 401 });
  });
});

describe('what the administration API answered for', () => {
  const newDirectory = temporaryDirectories();

  it('is on disk by then', async () => {
    const dataDirectory = newDirectory();
    const running = await startNamespace(topologyOf({ queues: [defineQueue({ name: 'orders' })] }), { dataDirectory });
    const administration = administrationClient(running.broker);
    await administration.createQueue('late');
    await administration.deleteQueue('orders');
    const asOfNow = newDirectory();
    cpSync(dataDirectory, asOfNow, { recursive: true });
    await running.close();

    const after = await startNamespace(topologyOf({ queues: [defineQueue({ name: 'orders' })] }), {
      dataDirectory: asOfNow,
    });
    const queues = await all(administrationClient(after.broker).listQueues());
    await after.close();
    expect(queues.map(({ name }) => name)).toEqual(['late']);
  });
});

describe('the released client over HTTPS', () => {
  it('makes, lists and deletes entities', async () => {
    const secure = await secureAdministrationClient(local.broker);
    await secure.createQueue('late', { forwardTo: 'orders' });
    expect((await all(secure.listQueues())).map(({ name }) => name)).toEqual(['late', 'orders']);
    expect((await secure.deleteQueue('late'))._response.status).toBe(200);
    expect(await secure.queueExists('late')).toBe(false);
  });
});
