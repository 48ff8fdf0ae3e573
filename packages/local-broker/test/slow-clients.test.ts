import { defineQueue } from '@ams/service-bus-model';

import rhea, { type Message } from 'rhea';

import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { amqp, RawClient } from './helpers/raw-amqp.js';

jest.setTimeout(20_000);

let namespace: LocalNamespace;
let slow: RawClient;

/** Of 200 KB each: far more than the system takes for a client that does not read. */
const messages = 200;

beforeEach(async () => {
  namespace = await startNamespace(
    topologyOf({ queues: [defineQueue({ name: 'orders' }), defineQueue({ name: 'signals' })] }),
  );
  slow = await RawClient.begin(namespace.broker.port);
  await slow.authenticate(namespace.broker);
});

afterEach(async () => {
  await slow.close();
  await namespace.close();
});

async function fill(): Promise<void> {
  const sender = namespace.client.createSender('orders');
  const send = (index: number) => sender.sendMessages({ messageId: String(index), body: Buffer.alloc(200_000) });
  await Promise.all(Array.from({ length: messages }, (_, index) => send(index)));
}

/** Has the slow client ask for all there is and read nothing of it. Resolves once the broker has looked at that. */
async function askAndStopReading(settleMode: number): Promise<void> {
  await slow.attach(2, false, 'signals');
  const fields = [amqp.text('all'), amqp.uint(1), amqp.yes, amqp.ubyte(settleMode), amqp.ubyte(0)];
  slow.send(0, 'attach', [...fields, amqp.source('orders'), amqp.target('orders')]);
  await slow.next('attach');
  slow.pause();
  slow.grant(1, 5000);
  slow.transfer(2, 0, { body: 'asked' });
  await namespace.client.createReceiver('signals').receiveMessages(1);
}

/** Messages that came as a whole. */
function delivered(): number {
  return slow.received.filter(({ name, fields }) => name === 'transfer' && fields[5]?.value !== true).length;
}

const ask = (id: number, operation: string, body: object): void =>
  slow.transfer(10, id, {
    message_id: `request ${id}`,
    application_properties: { operation: `com.microsoft:${operation}` },
    body,
  } as unknown as Partial<Message>);

it('answers the requests of a client that does not read only as it reads', async () => {
  await fill();
  await slow.attachNode(10, 'orders/$management');
  await slow.attach(2, false, 'signals');
  slow.pause();
  const peeks = 30;
  for (let id = 1; id <= peeks; id += 1) {
    ask(id, 'peek-message', {
      'from-sequence-number': rhea.types.wrap_long(1),
      'message-count': rhea.types.wrap_int(5),
    });
  }
  ask(peeks + 1, 'batch-delete-messages', {
    'message-count': rhea.types.wrap_int(100),
    'enqueued-time-utc': rhea.types.wrap_timestamp(Date.now() + 1000),
  });
  slow.transfer(2, peeks + 2, { body: 'asked' });
  await namespace.client.createReceiver('signals').receiveMessages(1);
  const active = (): number => namespace.broker.counts('orders').active;

  expect(active()).toBe(messages);
  slow.resume();
  while (active() === messages) await slow.next('transfer');
  expect(active()).toBe(messages - 100);
});

describe.each([
  ['peek-lock', 0],
  ['receive-and-delete', 1],
])('a client that wants all messages in %s and does not read', (_, settleMode) => {
  let before: number;

  beforeEach(async () => {
    await fill();
    await askAndStopReading(settleMode);
    before = delivered();
  });

  it('is given no more than the system takes for it, and gets the rest as it reads', async () => {
    const receiver = namespace.client.createReceiver('orders');
    const others = await receiver.receiveMessages(messages, { maxWaitTimeInMs: 1000 });
    expect(others.length).toBeGreaterThan(messages / 2);

    for (const message of others) await receiver.abandonMessage(message);
    slow.resume();
    while (delivered() < before + messages) await slow.next('transfer');
  });
});
