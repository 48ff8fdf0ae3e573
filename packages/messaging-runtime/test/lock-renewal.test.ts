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

async function renewalsWithin(milliseconds: number, receiver = renewer(), ceiling = 600_000): Promise<number> {
  const inFlight = new InFlight();
  inFlight.add(lockedMessage());
  const stop = startLockRenewal({ receiver, inFlight, ceiling, log: silent });
  await jest.advanceTimersByTimeAsync(milliseconds);
  stop();
  return receiver.renewals.length;
}

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
