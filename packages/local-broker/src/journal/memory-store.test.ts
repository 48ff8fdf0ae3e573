import { MemoryStore } from './memory-store.js';

describe('MemoryStore', () => {
  it('starts with nothing', () => {
    expect(new MemoryStore().recover()).toEqual({
      messages: [],
      sequences: [],
      accepted: [],
      sessionStates: [],
      lastMessageId: 0,
    });
  });

  it('numbers queues by their paths, whatever their case', () => {
    const store = new MemoryStore();
    const [orders, events] = [store.queueIdOf('orders'), store.queueIdOf('events')];
    expect(orders).not.toBe(events);
    expect(store.queueIdOf('Orders')).toBe(orders);
  });

  it('gives a rule the same keys each time, and another rule others', () => {
    const store = new MemoryStore();
    const keys = store.sharedAccessKeys('orders', 'send');
    expect(store.sharedAccessKeys('ORDERS', 'send')).toEqual(keys);
    expect(store.sharedAccessKeys('orders', 'listen')).not.toEqual(keys);
  });

  it('answers in a later turn, in the order it was asked', async () => {
    const { journal } = new MemoryStore();
    const answers: string[] = [];
    journal.whenDurable(() => answers.push('first'));
    const second = new Promise<void>((resolve) => journal.whenDurable(() => (answers.push('second'), resolve())));
    expect(answers).toEqual([]);
    await second;
    expect(answers).toEqual(['first', 'second']);
  });

  it('answers nobody once it is closed', async () => {
    const store = new MemoryStore();
    const callback = jest.fn();
    store.journal.whenDurable(callback);
    store.close();
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(callback).not.toHaveBeenCalled();
  });
});
