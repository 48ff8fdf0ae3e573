import { conform } from '../harness/conform.js';
import { newName } from '../harness/names.js';

const none = { capabilities: ['administration'] } as const;
const events = {
  capabilities: ['administration'],
  topics: { events: { subscriptions: { billing: {}, analytics: {} } } },
} as const;

/** Azure's word for "never". */
const never = 'P10675199DT2H48M5.4775807S';

describe('Administration of topics', () => {
  conform('creates a topic with the defaults', none, async ({ administration }) => {
    const name = newName();

    expect(await administration.createTopic(name)).toMatchObject({
      name,
      defaultMessageTimeToLive: never,
      maxSizeInMegabytes: 1024,
      requiresDuplicateDetection: false,
      duplicateDetectionHistoryTimeWindow: 'PT10M',
      enableBatchedOperations: true,
      status: 'Active',
      supportOrdering: true,
      autoDeleteOnIdle: never,
      enablePartitioning: false,
      enableExpress: false,
    });
    await administration.deleteTopic(name);
  });

  conform('creates a topic with all that is given', none, async ({ administration }) => {
    const name = newName();
    const given = {
      requiresDuplicateDetection: true,
      defaultMessageTimeToLive: 'P2D',
      duplicateDetectionHistoryTimeWindow: 'PT4M',
      maxSizeInMegabytes: 2048,
      enableBatchedOperations: false,
      autoDeleteOnIdle: 'PT90M',
      userMetadata: 'some metadata',
      status: 'SendDisabled',
      supportOrdering: true,
    } as const;

    expect(await administration.createTopic(name, given)).toMatchObject({ name, ...given });
    expect(await administration.getTopic(name)).toMatchObject({ name, ...given });
    await administration.deleteTopic(name);
  });

  conform('changes a topic', events, async ({ administration, names }) => {
    const topic = await administration.getTopic(names.events);
    const changes = { defaultMessageTimeToLive: 'PT3H', userMetadata: 'changed' };

    expect(await administration.updateTopic({ ...topic, ...changes })).toMatchObject(changes);
    expect(await administration.getTopic(names.events)).toMatchObject(changes);
  });

  conform('tells what happens in a topic', events, async ({ administration, client, names }) => {
    await client.createSender(names.events).scheduleMessages({ body: 'a' }, new Date(Date.now() + 600_000));

    expect(await administration.getTopicRuntimeProperties(names.events)).toMatchObject({
      name: names.events,
      subscriptionCount: 2,
      scheduledMessageCount: 1,
      createdAt: expect.any(Date),
    });
  });

  conform('lists topics', events, async ({ administration, names }) => {
    const [listed, counted]: string[][] = [[], []];
    for await (const { name } of administration.listTopics()) listed?.push(name);
    for await (const { name } of administration.listTopicsRuntimeProperties()) counted?.push(name);

    expect(listed).toContain(names.events);
    expect(counted).toContain(names.events);
  });

  conform('deletes a topic with its subscriptions', events, async ({ administration, names }) => {
    await administration.deleteTopic(names.events);

    expect(await administration.topicExists(names.events)).toBe(false);
    expect(await administration.subscriptionExists(names.events, 'billing')).toBe(false);
    await expect(administration.getTopic(names.events)).rejects.toMatchObject({ code: 'MessageEntityNotFoundError' });
  });

  conform('creates a subscription with the defaults', events, async ({ administration, names }) => {
    expect(await administration.createSubscription(names.events, 'new')).toMatchObject({
      topicName: names.events,
      subscriptionName: 'new',
      lockDuration: 'PT1M',
      requiresSession: false,
      defaultMessageTimeToLive: never,
      deadLetteringOnMessageExpiration: false,
      deadLetteringOnFilterEvaluationExceptions: true,
      maxDeliveryCount: 10,
      enableBatchedOperations: true,
      status: 'Active',
      autoDeleteOnIdle: never,
    });
  });

  conform('creates a subscription with all that is given', events, async ({ administration, names }) => {
    const given = {
      lockDuration: 'PT40S',
      requiresSession: true,
      defaultMessageTimeToLive: 'PT90M',
      deadLetteringOnMessageExpiration: true,
      deadLetteringOnFilterEvaluationExceptions: false,
      maxDeliveryCount: 5,
      enableBatchedOperations: false,
      autoDeleteOnIdle: 'PT2H',
      userMetadata: 'some metadata',
      status: 'ReceiveDisabled',
    } as const;

    await administration.createSubscription(names.events, 'new', given);

    expect(await administration.getSubscription(names.events, 'new')).toMatchObject(given);
  });

  conform('changes a subscription', events, async ({ administration, names }) => {
    const subscription = await administration.getSubscription(names.events, 'billing');
    const changes = { lockDuration: 'PT2M', maxDeliveryCount: 3, status: 'Disabled' as const };

    expect(await administration.updateSubscription({ ...subscription, ...changes })).toMatchObject(changes);
    expect(await administration.getSubscription(names.events, 'billing')).toMatchObject(changes);
  });

  conform('counts messages of a subscription', events, async ({ administration, client, names }) => {
    await client.createSender(names.events).sendMessages([{ body: 'a' }, { body: 'b' }]);

    expect(await administration.getSubscriptionRuntimeProperties(names.events, 'billing')).toMatchObject({
      topicName: names.events,
      subscriptionName: 'billing',
      activeMessageCount: 2,
      totalMessageCount: 2,
      deadLetterMessageCount: 0,
    });
  });

  conform('lists subscriptions, page by page', events, async ({ administration, names }) => {
    const pages: string[][] = [];
    for await (const page of administration.listSubscriptions(names.events).byPage({ maxPageSize: 1 }))
      pages.push(page.map(({ subscriptionName }) => subscriptionName));

    expect(pages.flat().sort()).toEqual(['analytics', 'billing']);
    expect(pages[0]).toHaveLength(1);
  });

  conform('lists what happens in subscriptions', events, async ({ administration, names }) => {
    const listed: string[] = [];
    for await (const { subscriptionName } of administration.listSubscriptionsRuntimeProperties(names.events))
      listed.push(subscriptionName);

    expect(listed.sort()).toEqual(['analytics', 'billing']);
  });

  conform('deletes a subscription', events, async ({ administration, names }) => {
    await administration.deleteSubscription(names.events, 'billing');

    expect(await administration.subscriptionExists(names.events, 'billing')).toBe(false);
    expect(await administration.subscriptionExists(names.events, 'analytics')).toBe(true);
  });

  conform('refuses names that are taken', events, async ({ administration, names }) => {
    const taken = { code: 'MessageEntityAlreadyExistsError', statusCode: 409 };

    await expect(administration.createTopic(names.events)).rejects.toMatchObject(taken);
    await expect(administration.createSubscription(names.events, 'billing')).rejects.toMatchObject(taken);
  });

  conform('tells of topics and subscriptions that are not there', events, async ({ administration, names }) => {
    const missing = { code: 'MessageEntityNotFoundError', statusCode: 404 };

    await expect(administration.getTopic(newName())).rejects.toMatchObject(missing);
    await expect(administration.getSubscription(names.events, 'nobody')).rejects.toMatchObject(missing);
    await expect(administration.createSubscription(newName(), 'billing')).rejects.toMatchObject({ statusCode: 404 });
    await expect(administration.deleteSubscription(names.events, 'nobody')).rejects.toMatchObject({ statusCode: 404 });
  });
});
