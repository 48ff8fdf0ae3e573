import { ManualClock } from '@ams/local-broker';
import {
  InvalidMessageError,
  MessagingFailure,
  publisherOf,
  type BodyRefusal,
  type MessageContract,
} from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { take } from './support.js';

interface Parcel {
  readonly number: string;
  readonly grams: number;
  readonly customer?: string;
}

const parcelContract: MessageContract<Parcel> = {
  name: 'parcel',
  contentType: 'application/json',
  problemOf: (value) =>
    typeof Reflect.get(Object(value), 'grams') === 'number' ? undefined : 'grams must be a number',
  messageId: ({ number }) => number,
  subject: ({ grams }) => (grams > 1_000 ? 'heavy' : 'light'),
  sessionId: ({ customer }) => customer,
  applicationProperties: { type: 'parcel' },
};

const minute = 60_000;

let clock: ManualClock;
let system: TestSystem;

beforeEach(async () => {
  clock = new ManualClock(Date.now());
  system = await startTestSystem({ clock, orders: { requiresDuplicateDetection: true } });
});

afterEach(() => system.close());

const parcels = (count: number): Parcel[] =>
  Array.from({ length: count }, (_, index) => ({ number: `P-${index}`, grams: 500 + index }));

const publisher = (queue = 'orders') => publisherOf(system.client.createSender(queue), parcelContract);

const inMinutes = (minutes: number) => new Date(clock.now() + minutes * minute);

describe('what goes', () => {
  test('has the envelope that the contract says', async () => {
    await publisher('customer-orders').publish([{ number: 'P-1', grams: 2_000, customer: 'C-7' }]);
    const receiver = await system.client.acceptSession('customer-orders', 'C-7');
    const [message] = await receiver.receiveMessages(1);
    expect(message).toMatchObject({
      body: { number: 'P-1', grams: 2_000, customer: 'C-7' },
      messageId: 'P-1',
      subject: 'heavy',
      sessionId: 'C-7',
      contentType: 'application/json',
      applicationProperties: { type: 'parcel' },
    });
  });

  test('is what keeps the contract; the rest is refused with its reason', async () => {
    const refusals: BodyRefusal[] = [];
    const broken = JSON.parse('{"number":"P-x","grams":"many"}') as Parcel;
    const result = await publisher().publish([...parcels(2), broken, { number: 'P-9', grams: 1 }], {
      onRefused: (refusal) => refusals.push(refusal),
    });
    expect(result).toEqual({ accepted: 3, refused: 1, interrupted: false });
    expect(refusals).toEqual([{ body: broken, problem: 'grams must be a number' }]);
    expect((await take(system.client, 3)).map(({ messageId }) => messageId)).toEqual(['P-0', 'P-1', 'P-9']);
  });

  test('is there once when it is sent twice, since its id is the business key', async () => {
    const twice = { first: await publisher().publish(parcels(50)), second: await publisher().publish(parcels(50)) };
    expect(twice).toMatchObject({ first: { accepted: 50 }, second: { accepted: 50 } });
    expect(system.broker.counts('orders').active).toBe(50);
  });
});

describe('one body', () => {
  test('is sent by itself', async () => {
    await publisher().send({ number: 'P-1', grams: 1 });
    expect(system.broker.counts('orders').active).toBe(1);
  });

  test('is refused with its reason, before anything is sent', async () => {
    await expect(publisher().send(JSON.parse('{}') as Parcel)).rejects.toThrow(
      new InvalidMessageError('parcel: grams must be a number'),
    );
  });

  test('that the broker does not take is a failure that names the entity', async () => {
    const sending = publisher('nowhere').send({ number: 'P-1', grams: 1 });
    await expect(sending).rejects.toThrow(MessagingFailure);
    await expect(sending).rejects.toThrow(/^Cannot send to nowhere: /);
  });
});

describe('what is scheduled', () => {
  test('waits for its time', async () => {
    const { accepted, scheduled } = await publisher().schedule(parcels(250), inMinutes(10));
    const numbers = new Set(scheduled.map(({ sequenceNumber }) => sequenceNumber.toString()));
    expect({ accepted, numbers: numbers.size }).toEqual({ accepted: 250, numbers: 250 });
    expect(system.broker.counts('orders')).toMatchObject({ active: 0, scheduled: 250 });
    clock.advance(10 * minute);
    expect(system.broker.counts('orders')).toMatchObject({ active: 250, scheduled: 0 });
  });

  test('has a number each, by which it is taken back', async () => {
    const { scheduled } = await publisher().schedule(parcels(250), inMinutes(10));
    expect(new Set(scheduled.map(({ messageId }) => messageId)).size).toBe(250);
    const second = scheduled.filter(({ messageId }) => messageId === 'P-1');
    await expect(publisher().cancel(second)).resolves.toEqual({ cancelled: 1, gone: 0 });
    clock.advance(10 * minute);
    const ids = (await take(system.client, 249)).map(({ messageId }) => messageId);
    expect(ids).not.toContain('P-1');
  });

  test('is taken back but for what is there already', async () => {
    const all = parcels(20);
    const soon = await publisher().schedule(all.slice(0, 5), inMinutes(1));
    const later = await publisher().schedule(all.slice(5), inMinutes(10));
    clock.advance(2 * minute);
    await expect(publisher().cancel([...soon.scheduled, ...later.scheduled])).resolves.toEqual({
      cancelled: 15,
      gone: 5,
    });
    expect(system.broker.counts('orders')).toMatchObject({ active: 5, scheduled: 0 });
  });

  test('is known when it is stopped on the way, so that it can be taken back', async () => {
    const stop = new AbortController();
    const { interrupted, scheduled } = await publisher().schedule(parcels(1_000), inMinutes(10), {
      signal: stop.signal,
      maxBatchesInFlight: 1,
      onScheduled: () => stop.abort(),
    });
    expect({ interrupted, waiting: system.broker.counts('orders').scheduled }).toEqual({
      interrupted: true,
      waiting: scheduled.length,
    });
    await publisher().cancel(scheduled);
    expect(system.broker.counts('orders').scheduled).toBe(0);
  });

  test('keeps the contract, too', async () => {
    const result = await publisher().schedule([JSON.parse('{}') as Parcel, ...parcels(1)], inMinutes(1));
    expect(result).toMatchObject({ accepted: 1, refused: 1 });
  });

  test('has a time that is one', async () => {
    await expect(publisher().schedule(parcels(1), new Date('soon'))).rejects.toThrow(RangeError);
  });
});
