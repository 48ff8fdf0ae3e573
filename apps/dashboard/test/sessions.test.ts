import { type Bench, startBench } from './support.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});

afterAll(() => bench.close());

describe('the sessions of an entity', () => {
  it('are told with their messages and their state', async () => {
    const sender = bench.client.createSender('customer-orders');
    for (const sessionId of ['ada', 'bob', 'cyd', 'ada']) await sender.sendMessages({ body: 1, sessionId });
    await sender.close();
    const ada = await bench.client.acceptSession('customer-orders', 'ada');
    await ada.setSessionState({ step: 2 });
    await ada.close();
    const bob = await bench.client.acceptSession('customer-orders', 'bob');
    const { body } = await bench.get('/api/sessions?entity=customer-orders');
    await bob.close();
    expect(body).toEqual([
      { sessionId: 'ada', messages: 2, firstSequenceNumber: '1', state: '{"step":2}', stateIs: 'json' },
      { sessionId: 'bob', messages: 1, firstSequenceNumber: '2', state: null, stateIs: 'held' },
      { sessionId: 'cyd', messages: 1, firstSequenceNumber: '3', state: null, stateIs: 'empty' },
    ]);
  });

  it('are free again once they were looked at', async () => {
    const session = await bench.client.acceptSession('customer-orders', 'ada');
    expect(session.sessionId).toBe('ada');
    await session.close();
  });

  it('are not asked for where there are none', async () => {
    expect(await bench.get('/api/sessions?entity=orders')).toMatchObject({ status: 400 });
  });
});
