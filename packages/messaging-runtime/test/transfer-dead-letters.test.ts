import { defineQueue } from '@ams/service-bus-model';
import {
  destination,
  peekDeadLetters,
  queueDeadLetters,
  resubmitDeadLetters,
  transactionalCompletion,
} from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { deliveryOf } from '../src/transactions/client-internals.js';
import { hold } from './holding.js';
import { silent, take } from './support.js';

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(() => system.close());

function setStatus(status: 'Active' | 'Disabled'): void {
  system.broker.administration.updateQueue(defineQueue({ name: 'parked', status }));
}

/** A message for `parked` that `orders` took in a transaction, and that `parked` took no more when it was committed. */
async function failToTransfer(): Promise<void> {
  await system.client.createSender('orders').sendMessages({ messageId: 'A-1', body: 1 });
  const { messages, receiver } = await hold(system.client, 1);
  for (const delivery of messages.map(deliveryOf)) {
    const update = delivery.update.bind(delivery);
    // What is sent was accepted by then, and the commit comes next.
    delivery.update = (...args) => {
      setStatus('Disabled');
      return update(...args);
    };
  }
  const completeAndSend = transactionalCompletion({ client: system.client, receiver, log: silent });
  await completeAndSend(messages, [{ entity: 'parked', message: { messageId: 'P-1', body: 'for parked' } }]);
  setStatus('Active');
}

test('what a queue could not bring elsewhere is found apart from its dead letters, and sent on', async () => {
  await failToTransfer();
  const transfers = queueDeadLetters(system.client, 'orders', 'transferDeadLetter');
  const found = [];
  for await (const { messageId, deadLetterReason } of peekDeadLetters(transfers)) {
    found.push({ messageId, deadLetterReason });
  }
  expect({ name: transfers.name, found }).toEqual({
    name: 'transfers of queue orders',
    found: [{ messageId: 'P-1', deadLetterReason: 'TransferFailed' }],
  });
  expect(system.broker.counts('orders')).toMatchObject({ active: 0, deadLettered: 0 });

  const to = destination(system.client, 'queue parked', 'parked');
  const signal = new AbortController().signal;
  const result = await resubmitDeadLetters(transfers, { maxResubmits: 3, signal, log: silent, to });
  expect(result).toMatchObject({ examined: 1, resubmitted: 1 });
  const [message] = await take(system.client, 1, ['parked']);
  expect(message).toMatchObject({ messageId: 'P-1', applicationProperties: { resubmitted_from: 'orders' } });
});
