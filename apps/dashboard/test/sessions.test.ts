import { ServiceBusClient } from '@azure/service-bus';

import type { SessionView } from '../src/api/index.js';
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

  it('are each held once where several look at the same time, so that nobody takes them for held', async () => {
    const sessionIds = Array.from({ length: 20 }, (_, number) => `customer-${number}`);
    const sender = bench.client.createSender('customer-orders');
    await sender.sendMessages(sessionIds.map((sessionId) => ({ body: 1, sessionId })));
    await sender.close();
    const accept = jest.spyOn(ServiceBusClient.prototype, 'acceptSession');
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => bench.get('/api/sessions?entity=customer-orders')),
    );
    const accepted = accept.mock.calls
      .map(([, sessionId]) => sessionId)
      .filter((id) => sessionIds.includes(String(id)));
    accept.mockRestore();
    const views = answers.flatMap(({ body }) => body as readonly SessionView[]);
    expect(accepted.sort()).toEqual([...sessionIds].sort());
    expect(views.filter(({ sessionId }) => sessionIds.includes(sessionId))).toHaveLength(8 * sessionIds.length);
    expect(views.filter(({ stateIs }) => stateIs === 'held')).toEqual([]);
  });

  it('are looked at anew by whoever asks later', async () => {
    const held = await bench.client.acceptSession('customer-orders', 'ada');
    const whileHeld = await bench.get('/api/sessions?entity=customer-orders');
    await held.close();
    const afterwards = await bench.get('/api/sessions?entity=customer-orders');
    expect(whileHeld.body).toContainEqual(expect.objectContaining({ sessionId: 'ada', stateIs: 'held' }));
    expect(afterwards.body).toContainEqual(expect.objectContaining({ sessionId: 'ada', stateIs: 'json' }));
  });

  it('are not asked for where there are none', async () => {
    expect(await bench.get('/api/sessions?entity=orders')).toMatchObject({ status: 400 });
  });
});
