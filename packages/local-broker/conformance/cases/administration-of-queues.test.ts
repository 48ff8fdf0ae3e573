import { receiveOne } from '../../test/helpers/receiving.js';
import { conform } from '../harness/conform.js';
import { newName } from '../harness/names.js';
import { eventually } from '../harness/waiting.js';

const none = { capabilities: ['administration'] } as const;
const orders = { capabilities: ['administration'], queues: { orders: {} } } as const;

/** Azure's word for "never". */
const never = 'P10675199DT2H48M5.4775807S';

describe('Administration of queues', () => {
  conform('creates a queue with the defaults', none, async ({ administration }) => {
    const name = newName();
    const { _response: response, ...queue } = await administration.createQueue(name);

    expect(queue).toMatchObject({
      name,
      lockDuration: 'PT1M',
      maxSizeInMegabytes: 1024,
      requiresDuplicateDetection: false,
      requiresSession: false,
      defaultMessageTimeToLive: never,
      deadLetteringOnMessageExpiration: false,
      duplicateDetectionHistoryTimeWindow: 'PT10M',
      maxDeliveryCount: 10,
      enableBatchedOperations: true,
      status: 'Active',
      autoDeleteOnIdle: never,
      enablePartitioning: false,
      enableExpress: false,
      availabilityStatus: 'Available',
    });
    expect(queue.forwardTo).toBeUndefined();
    expect(queue.forwardDeadLetteredMessagesTo).toBeUndefined();
    expect(queue.authorizationRules).toBeUndefined();
    expect(response.status).toBe(201);
    await administration.deleteQueue(name);
  });

  const given = {
    lockDuration: 'PT45S',
    maxSizeInMegabytes: 2048,
    requiresDuplicateDetection: true,
    requiresSession: true,
    defaultMessageTimeToLive: 'P2D',
    deadLetteringOnMessageExpiration: true,
    duplicateDetectionHistoryTimeWindow: 'PT5M',
    maxDeliveryCount: 8,
    enableBatchedOperations: false,
    status: 'SendDisabled',
    userMetadata: 'some <metadata> & more',
    autoDeleteOnIdle: 'PT1H',
  } as const;

  conform('creates a queue with all that is given, in its spelling', none, async ({ administration }) => {
    const name = newName();

    expect(await administration.createQueue(name, given)).toMatchObject({ name, ...given });
    expect(await administration.getQueue(name)).toMatchObject({ name, ...given });
    await administration.deleteQueue(name);
  });

  conform(
    'creates a partitioned queue, of sixteen times the size',
    {
      capabilities: ['administration', 'partitioned-entities'],
    },
    async ({ administration }) => {
      const name = newName();

      expect(await administration.createQueue(name, { enablePartitioning: true })).toMatchObject({
        enablePartitioning: true,
        maxSizeInMegabytes: 16_384,
      });
      await administration.deleteQueue(name);
    },
  );

  conform('keeps authorization rules in order', none, async ({ administration }) => {
    const name = newName();
    const rule = (keyName: string, accessRights: ('Listen' | 'Send' | 'Manage')[]) => ({
      claimType: 'SharedAccessKey',
      keyName,
      accessRights,
      primaryKey: `${'A'.repeat(43)}=`,
      secondaryKey: `${'B'.repeat(43)}=`,
    });
    const authorizationRules = [rule('z-rule', ['Listen']), rule('a-rule', ['Manage', 'Send', 'Listen'])];

    await administration.createQueue(name, { authorizationRules });

    const kept = (await administration.getQueue(name)).authorizationRules;
    expect(kept?.map(({ keyName }) => keyName)).toEqual(['z-rule', 'a-rule']);
    expect(kept?.map(({ accessRights }) => [...(accessRights ?? [])].sort())).toEqual([
      ['Listen'],
      ['Listen', 'Manage', 'Send'],
    ]);
    expect(kept?.[0]).toMatchObject({ claimType: 'SharedAccessKey', primaryKey: `${'A'.repeat(43)}=` });
    await administration.deleteQueue(name);
  });

  conform('changes a queue', orders, async ({ administration, names }) => {
    const queue = await administration.getQueue(names.orders);
    const changes = {
      lockDuration: 'PT2M',
      maxDeliveryCount: 4,
      defaultMessageTimeToLive: 'PT3H',
      deadLetteringOnMessageExpiration: true,
      userMetadata: 'changed',
      status: 'ReceiveDisabled' as const,
    };

    expect(await administration.updateQueue({ ...queue, ...changes })).toMatchObject(changes);
    expect(await administration.getQueue(names.orders)).toMatchObject(changes);
  });

  conform('keeps messages through a change', orders, async ({ administration, client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    await administration.updateQueue({ ...(await administration.getQueue(names.orders)), maxDeliveryCount: 4 });

    expect(await receiveOne(client.createReceiver(names.orders))).toMatchObject({ body: 'a' });
  });

  for (const change of [
    { requiresSession: true },
    { requiresDuplicateDetection: true },
    { enablePartitioning: true },
  ]) {
    conform(`refuses to change ${Object.keys(change)[0]}`, orders, async ({ administration, names }) => {
      const queue = await administration.getQueue(names.orders);

      await expect(administration.updateQueue({ ...queue, ...change })).rejects.toMatchObject({
        name: 'RestError',
        statusCode: 400,
      });
    });
  }

  conform(
    'forwards, with the addresses that Azure writes',
    {
      capabilities: ['administration'],
      queues: { archive: {}, letters: {} },
    },
    async ({ administration, names }) => {
      const name = newName();
      const forwards = { forwardTo: names.archive, forwardDeadLetteredMessagesTo: names.letters };

      const queue = await administration.createQueue(name, forwards);

      expect(queue.forwardTo).toMatch(new RegExp(`^sb://.*/${names.archive}$`));
      expect(queue.forwardDeadLetteredMessagesTo).toMatch(new RegExp(`^sb://.*/${names.letters}$`));
      await administration.deleteQueue(name);
    },
  );

  conform('refuses to forward to what is not there', none, async ({ administration }) => {
    await expect(administration.createQueue(newName(), { forwardTo: newName() })).rejects.toMatchObject({
      name: 'RestError',
    });
  });

  conform(
    'counts messages by their state, exactly',
    {
      capabilities: ['administration'],
      queues: { orders: {} },
    },
    async ({ administration, client, names }) => {
      const sender = client.createSender(names.orders);
      await sender.sendMessages(Array.from({ length: 5 }, (_, body) => ({ body })));
      await sender.scheduleMessages({ body: 'later' }, new Date(Date.now() + 600_000));
      const receiver = client.createReceiver(names.orders);
      await receiver.deadLetterMessage(await receiveOne(receiver));
      await receiver.completeMessage(await receiveOne(receiver));

      const counts = await administration.getQueueRuntimeProperties(names.orders);

      expect(counts).toMatchObject({
        name: names.orders,
        activeMessageCount: 3,
        deadLetterMessageCount: 1,
        scheduledMessageCount: 1,
        transferMessageCount: 0,
        transferDeadLetterMessageCount: 0,
        totalMessageCount: 5,
        createdAt: expect.any(Date),
        modifiedAt: expect.any(Date),
        accessedAt: expect.any(Date),
      });
      expect(counts.sizeInBytes).toBeGreaterThan(0);
    },
  );

  conform('counts nothing in a queue that is emptied', orders, async ({ administration, client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    await receiveOne(client.createReceiver(names.orders, { receiveMode: 'receiveAndDelete' }));

    expect(await administration.getQueueRuntimeProperties(names.orders)).toMatchObject({
      totalMessageCount: 0,
      activeMessageCount: 0,
    });
  });

  conform('says whether a queue is there', orders, async ({ administration, names }) => {
    expect(await administration.queueExists(names.orders)).toBe(true);
    expect(await administration.queueExists(newName())).toBe(false);
    await administration.deleteQueue(names.orders);
    expect(await administration.queueExists(names.orders)).toBe(false);
  });

  conform('refuses a name that is taken', orders, async ({ administration, names }) => {
    await expect(administration.createQueue(names.orders)).rejects.toMatchObject({
      code: 'MessageEntityAlreadyExistsError',
      statusCode: 409,
    });
    await expect(administration.createTopic(names.orders)).rejects.toMatchObject({ statusCode: 409 });
  });

  conform('tells of a queue that is not there', none, async ({ administration }) => {
    const missing = { code: 'MessageEntityNotFoundError', statusCode: 404 };

    await expect(administration.getQueue(newName())).rejects.toMatchObject(missing);
    await expect(administration.getQueueRuntimeProperties(newName())).rejects.toMatchObject(missing);
    await expect(administration.deleteQueue(newName())).rejects.toMatchObject(missing);
  });

  for (const [what, options] of [
    ['a lock that is too long', { lockDuration: 'PT10M' }],
    ['no deliveries', { maxDeliveryCount: 0 }],
    ['a duration that is none', { defaultMessageTimeToLive: 'a while' }],
    ['an idle time that is too short', { autoDeleteOnIdle: 'PT1M' }],
    ['a window that is too long', { requiresDuplicateDetection: true, duplicateDetectionHistoryTimeWindow: 'P30D' }],
  ] as const) {
    conform(`refuses ${what}`, none, async ({ administration }) => {
      await expect(administration.createQueue(newName(), options)).rejects.toMatchObject({
        name: 'RestError',
        statusCode: 400,
      });
    });
  }

  conform(
    'lists queues, page by page',
    {
      capabilities: ['administration'],
      queues: { one: {}, two: {}, three: {} },
    },
    async ({ administration, names }) => {
      const list = async () => {
        const pages: string[][] = [];
        for await (const page of administration.listQueues().byPage({ maxPageSize: 2 }))
          pages.push(page.map(({ name }) => name));
        return pages;
      };

      // Queues that others make and delete meanwhile move the pages.
      await eventually(async () => {
        const pages = await list();
        expect(pages.length).toBeGreaterThan(1);
        for (const page of pages) expect(page.length).toBeLessThanOrEqual(2);
        expect(pages.flat()).toEqual(expect.arrayContaining(Object.values(names)));
      });
    },
  );

  conform('lists what happens in queues', orders, async ({ administration, client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });

    for await (const counts of administration.listQueuesRuntimeProperties())
      if (counts.name === names.orders) expect(counts).toMatchObject({ activeMessageCount: 1 });
  });

  conform('says what is wrong in the words that clients look for', orders, async ({ administration, names }) => {
    const words = expect.stringMatching(/The messaging entity|Entity|SubCode|No service/);

    await expect(administration.createQueue(names.orders)).rejects.toMatchObject({ message: words });
    await expect(administration.deleteQueue(newName())).rejects.toMatchObject({ message: words });
  });

  conform('finds a queue whatever the case of its name', orders, async ({ administration, names }) => {
    expect(await administration.queueExists(names.orders.toUpperCase())).toBe(true);
  });

  conform(
    'deletes a topic as it would a queue',
    { capabilities: ['administration'], topics: { events: {} } },
    async ({ administration, names }) => {
      await administration.deleteQueue(names.events);

      expect(await administration.topicExists(names.events)).toBe(false);
    },
  );

  conform(
    'changes where a queue forwards to',
    {
      capabilities: ['administration'],
      queues: { archive: {}, orders: {} },
    },
    async ({ administration, client, names }) => {
      const queue = await administration.getQueue(names.orders);
      await administration.updateQueue({ ...queue, forwardTo: names.archive });

      await client.createSender(names.orders).sendMessages({ body: 'a' });

      expect(await receiveOne(client.createReceiver(names.archive))).toMatchObject({ body: 'a' });
    },
  );

  conform('changes who may do what', orders, async ({ administration, connect, connectionString, names }) => {
    const key = `${'A'.repeat(43)}=`;
    const rule = { claimType: 'SharedAccessKey', keyName: 'sender', primaryKey: key, secondaryKey: key };
    const queue = await administration.getQueue(names.orders);
    await administration.updateQueue({ ...queue, authorizationRules: [{ ...rule, accessRights: ['Send'] }] });
    const client = connect(
      { retryOptions: { maxRetries: 0 } },
      connectionString
        .replace(/SharedAccessKeyName=[^;]*/, 'SharedAccessKeyName=sender')
        .replace(/SharedAccessKey=[^;]*/, `SharedAccessKey=${key}`),
    );

    await eventually(() => client.createSender(names.orders).sendMessages({ body: 'a' }));

    await expect(client.createReceiver(names.orders).receiveMessages(1)).rejects.toMatchObject({
      code: 'UnauthorizedAccess',
    });
  });
});
