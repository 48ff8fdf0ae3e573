import { conform } from '../harness/conform.js';
import { receiveOne, receiveWhatIsThere, subscribeFor } from '../../test/helpers/receiving.js';
import { until } from '../harness/waiting.js';

/** The shortest lock that Azure gives. */
const shortLock = { queues: { orders: { lockDuration: 'PT5S', maxDeliveryCount: 3 } } } as const;
const longLock = { queues: { orders: { lockDuration: 'PT1M' } } } as const;

/** A moment at which a lock that was taken just now is over, on clocks that differ a little. */
const afterTheLock = (): Date => new Date(Date.now() + 6_500);

describe('Locks of messages', () => {
  conform('hide a message from other receivers', longLock, async ({ client, connect, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    await receiveOne(client.createReceiver(names.orders));

    expect(await receiveWhatIsThere(connect().createReceiver(names.orders))).toEqual([]);
  });

  conform('last as long as the queue says', longLock, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });

    const { lockedUntilUtc } = await receiveOne(client.createReceiver(names.orders));

    const left = (lockedUntilUtc?.getTime() ?? 0) - Date.now();
    expect(left).toBeGreaterThan(30_000);
    expect(left).toBeLessThan(90_000);
  });

  conform('end, and the message goes to a receiver that waits', shortLock, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    // A receiver renews the locks of its messages unless it is told not to.
    const first = await receiveOne(client.createReceiver(names.orders, { maxAutoLockRenewalDurationInMs: 0 }));
    const [again] = await subscribeFor(client.createReceiver(names.orders), 1);

    expect(again).toMatchObject({ body: 'a', deliveryCount: 1 });
    expect(again?.lockToken).not.toBe(first.lockToken);
  });

  conform('cannot be used once they are over', shortLock, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders, { maxAutoLockRenewalDurationInMs: 0 });
    const message = await receiveOne(receiver);
    await until(afterTheLock());

    await expect(receiver.completeMessage(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
    await expect(receiver.renewMessageLock(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
    expect(await receiver.peekMessages(1)).toMatchObject([{ body: 'a' }]);
  });

  conform('cannot be used through another link once they are over', shortLock, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    const message = await receiveOne(receiver);
    await receiver.close();
    await until(afterTheLock());

    await expect(client.createReceiver(names.orders).completeMessage(message)).rejects.toMatchObject({
      code: 'MessageLockLost',
    });
  });

  conform('last longer when they are renewed', shortLock, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders);
    const message = await receiveOne(receiver);
    const first = message.lockedUntilUtc?.getTime() ?? 0;

    for (let renewal = 0; renewal < 3; renewal += 1) {
      await until(new Date(Date.now() + 2000));
      const lockedUntil = await receiver.renewMessageLock(message);
      expect(lockedUntil.getTime()).toBeGreaterThan(first);
      expect(message.lockedUntilUtc).toEqual(lockedUntil);
    }

    await receiver.completeMessage(message);
    expect(await receiver.peekMessages(1)).toEqual([]);
  });

  conform('are renewed by a receiver that is told to', shortLock, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders, { maxAutoLockRenewalDurationInMs: 60_000 });
    const [message] = await subscribeFor(receiver, 1);
    await until(new Date(Date.now() + 9000));

    await receiver.completeMessage(message as never);

    expect(await receiver.peekMessages(1)).toEqual([]);
  });

  conform('that end count as deliveries, up to the dead-letter queue', shortLock, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    for (let delivery = 0; delivery < 3; delivery += 1) {
      const receiver = client.createReceiver(names.orders, { maxAutoLockRenewalDurationInMs: 0 });
      expect(await receiveOne(receiver)).toMatchObject({ deliveryCount: delivery });
      await receiver.close();
    }

    expect(await receiveOne(client.createReceiver(names.orders, { subQueueType: 'deadLetter' }))).toMatchObject({
      deadLetterReason: 'MaxDeliveryCountExceeded',
    });
  });

  conform('outlive the connection that held them', shortLock, async ({ client, connect, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const other = connect();
    await receiveOne(other.createReceiver(names.orders));
    await other.close();
    const receiver = client.createReceiver(names.orders);

    expect(await receiveWhatIsThere(receiver)).toEqual([]);
    expect(await receiveOne(receiver)).toMatchObject({ body: 'a', deliveryCount: 1 });
  });

  conform('of a receiver that deletes do not exist', longLock, async ({ client, names }) => {
    await client.createSender(names.orders).sendMessages({ body: 'a' });
    const receiver = client.createReceiver(names.orders, { receiveMode: 'receiveAndDelete' });

    const message = await receiveOne(receiver);

    expect(message.lockedUntilUtc).toBeUndefined();
    await expect(receiver.renewMessageLock(message)).rejects.toThrow();
  });
});
