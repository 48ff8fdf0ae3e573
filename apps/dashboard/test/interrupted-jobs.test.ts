import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import Long from 'long';

import type { JobView } from '../src/api/index.js';
import { createDashboard } from '../src/server/create-dashboard.js';
import { type Bench, namesOfTestSystem, ownHeaders, silent, startBench } from './support.js';

/** Enough for a job that can be caught while it works. */
const deadLetters = 1_000;

let bench: Bench;

beforeEach(async () => {
  bench = await startBench();
  await deadLetterAll();
});

afterEach(() => bench.close());

async function deadLetterAll(): Promise<void> {
  const sender = bench.client.createSender('orders');
  await sender.sendMessages(
    Array.from({ length: deadLetters }, (_, index) => ({ messageId: `m${index}`, body: index })),
  );
  await sender.close();
  const receiver = bench.client.createReceiver('orders');
  for (let done = 0; done < deadLetters;) {
    const messages = await receiver.receiveMessages(deadLetters - done);
    await Promise.all(messages.map((message) => receiver.deadLetterMessage(message)));
    done += messages.length;
  }
  await receiver.close();
}

async function ids(queue: string, subQueueType?: 'deadLetter'): Promise<readonly string[]> {
  const receiver = bench.client.createReceiver(queue, subQueueType === undefined ? {} : { subQueueType });
  const found: string[] = [];
  let fromSequenceNumber = Long.ZERO;
  for (;;) {
    const messages: ServiceBusReceivedMessage[] = await receiver.peekMessages(250, { fromSequenceNumber });
    const last = messages.at(-1)?.sequenceNumber;
    if (last === undefined) break;
    found.push(...messages.map(({ messageId }) => String(messageId)));
    fromSequenceNumber = last.add(1);
  }
  await receiver.close();
  return found;
}

/** Checks that each message is in exactly one place. @returns how many went on */
async function accountForAll(destination: string): Promise<number> {
  const [moved, stayed] = [await ids(destination), await ids('orders', 'deadLetter')];
  expect(new Set([...moved, ...stayed]).size).toBe(deadLetters);
  expect(moved.length + stayed.length).toBe(deadLetters);
  return moved.length;
}

async function start(request: object): Promise<string> {
  const { status, body } = await bench.post('/api/jobs', request);
  expect(status).toBe(202);
  return (body as JobView).id;
}

/** Asks about a job again and again, until it is so. */
async function jobThat(id: string, isSo: (job: JobView) => boolean): Promise<JobView> {
  for (;;) {
    const job = ((await bench.get('/api/jobs')).body as readonly JobView[]).find((each) => each.id === id);
    if (job !== undefined && isSo(job)) return job;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe.each([
  ['resubmission', { kind: 'resubmit', entity: 'orders' }, 'orders', 'resubmitted'],
  ['resubmission to elsewhere', { kind: 'resubmit', entity: 'orders', to: 'parked' }, 'parked', 'resubmitted'],
  ['parking', { kind: 'park', entity: 'orders' }, 'parked', 'parked'],
])('a %s', (_, request, destination, outcome) => {
  it('that is stopped midway has each message in one place, and the same again goes on', async () => {
    const id = await start(request);
    await jobThat(id, ({ done }) => done > 0);
    await bench.post(`/api/jobs/${id}/stop`);
    const stopped = await jobThat(id, ({ state }) => state !== 'running');
    expect(stopped).toMatchObject({ state: 'stopped', total: deadLetters, problem: null });
    expect(stopped.counts[outcome]).toBeLessThan(deadLetters);
    expect(await accountForAll(destination)).toBe(stopped.counts[outcome]);

    const again = await jobThat(await start(request), ({ state }) => state !== 'running');
    expect(again).toMatchObject({ state: 'done', total: deadLetters - stopped.done });
    expect(await accountForAll(destination)).toBe(deadLetters);
  });
});

it('a dashboard that ends while it works finishes what it began, and another one goes on', async () => {
  const other = await createDashboard({
    environment: 'local',
    access: { connectionString: bench.broker.connectionString() },
    names: namesOfTestSystem,
    log: silent,
  });
  const headers = { ...ownHeaders, host: 'localhost:80' };
  const payload = JSON.stringify({ kind: 'resubmit', entity: 'orders' });
  await other.inject({ method: 'POST', url: '/api/jobs', headers, payload });
  while (bench.broker.counts('orders').active === 0) await new Promise((resolve) => setImmediate(resolve));
  await other.close();
  expect(await accountForAll('orders')).toBeLessThan(deadLetters);
  const again = await jobThat(await start({ kind: 'resubmit', entity: 'orders' }), ({ state }) => state !== 'running');
  expect(again.state).toBe('done');
  expect(await accountForAll('orders')).toBe(deadLetters);
});

it('a job that runs keeps others away from its entity', async () => {
  const id = await start({ kind: 'resubmit', entity: 'orders' });
  expect(await bench.post('/api/jobs', { kind: 'park', entity: 'ORDERS' })).toMatchObject({ status: 409 });
  await jobThat(id, ({ state }) => state === 'done');
});
