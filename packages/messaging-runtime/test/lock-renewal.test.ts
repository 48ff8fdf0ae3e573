import { ServiceBusError, type ServiceBusReceivedMessage } from '@azure/service-bus';
import { InFlight } from '../src/processing/in-flight.js';
import { startLockRenewal } from '../src/processing/lock-renewal.js';
import { silent } from './support.js';

const lockDuration = 30_000;

beforeEach(() => void jest.useFakeTimers());

afterEach(() => void jest.useRealTimers());

function lockedMessage(): ServiceBusReceivedMessage {
  return {
    body: 1,
    messageId: 'm',
    lockedUntilUtc: new Date(Date.now() + lockDuration),
    state: 'active',
    _rawAmqpMessage: { body: 1 },
  };
}

/** A receiver that renews as the broker does, or fails, and counts. */
function renewer(failure?: Error) {
  const renewals: number[] = [];
  return {
    renewals,
    renewMessageLock: async (message: ServiceBusReceivedMessage) => {
      renewals.push(Date.now());
      if (failure !== undefined) throw failure;
      message.lockedUntilUtc = new Date(Date.now() + lockDuration);
      return message.lockedUntilUtc;
    },
  };
}

/** What happens within a time: how often the lock is renewed, and how often its loss is told. */
async function within(milliseconds: number, receiver = renewer(), ceiling = 600_000) {
  const inFlight = new InFlight();
  const held = inFlight.add(lockedMessage());
  const lost: unknown[] = [];
  const onLost = (...what: unknown[]) => void lost.push(what);
  const stop = startLockRenewal({ receiver, inFlight, ceiling, onLost, log: silent });
  await jest.advanceTimersByTimeAsync(milliseconds);
  stop();
  const isHeld = lost.every((what) => Array.isArray(what) && what[0] === held);
  return { renewals: receiver.renewals.length, losses: isHeld ? lost.length : undefined };
}

const renewalsWithin = async (milliseconds: number, receiver = renewer(), ceiling?: number) =>
  (await within(milliseconds, receiver, ceiling)).renewals;

test('leaves a fast handler alone', async () => {
  await expect(renewalsWithin(lockDuration / 2 - 1_000)).resolves.toBe(0);
});

test('renews once half of the lock has passed', async () => {
  await expect(renewalsWithin(lockDuration / 2)).resolves.toBe(1);
});

test('renews for as long as the handler takes', async () => {
  await expect(renewalsWithin(4 * lockDuration)).resolves.toBe(8);
});

test('leaves the lock to expire beyond the ceiling', async () => {
  await expect(renewalsWithin(4 * lockDuration, renewer(), lockDuration)).resolves.toBe(1);
});

test('does not try again once the lock is lost', async () => {
  const receiver = renewer(new ServiceBusError('lost', 'MessageLockLost'));
  await expect(renewalsWithin(4 * lockDuration, receiver)).resolves.toBe(1);
});

test('tries again when the broker could not be reached', async () => {
  const receiver = renewer(new ServiceBusError('busy', 'ServiceBusy'));
  await expect(renewalsWithin(lockDuration / 2 + 1_000, receiver)).resolves.toBe(2);
});

describe('the loss of a lock is told once', () => {
  test('when the broker says so', async () => {
    const receiver = renewer(new ServiceBusError('lost', 'MessageLockLost'));
    await expect(within(lockDuration / 2, receiver)).resolves.toMatchObject({ losses: 1 });
    await expect(within(4 * lockDuration, receiver)).resolves.toMatchObject({ losses: 1 });
  });

  test('when it has expired beyond the ceiling', async () => {
    await expect(within(lockDuration - 1_000, renewer(), 0)).resolves.toMatchObject({ losses: 0 });
    await expect(within(4 * lockDuration, renewer(), 0)).resolves.toMatchObject({ losses: 1 });
  });

  test('when it has expired while the broker did not answer', async () => {
    const receiver = renewer();
    const silence = { ...receiver, renewMessageLock: () => new Promise<Date>(() => undefined) };
    await expect(within(lockDuration - 1_000, silence)).resolves.toMatchObject({ losses: 0 });
    await expect(within(lockDuration, silence)).resolves.toMatchObject({ losses: 1 });
  });

  test('and never while it is renewed', async () => {
    await expect(within(10 * lockDuration)).resolves.toMatchObject({ losses: 0 });
  });
});
