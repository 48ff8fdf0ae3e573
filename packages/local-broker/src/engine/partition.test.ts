import { aMessage } from '../../test/support/engine.js';
import { type BrokerMessage, type Lock, newMessage } from './message.js';
import { Partition, partitionOf } from './partition.js';

let lastId = 0;

function message(state: BrokerMessage['state'] = 'active'): BrokerMessage {
  lastId += 1;
  return newMessage({ id: lastId, content: aMessage(`${lastId}`), queueId: 1, enqueuedTime: 0 }).copy({ state });
}

function partitionWith(...messages: readonly BrokerMessage[]): Partition {
  const partition = new Partition(0);
  for (const each of messages) partition.append(each);
  return partition;
}

describe('Partition', () => {
  it('numbers its messages from one, with its own number in the top 16 of 64 bits', () => {
    const partition = new Partition(3);
    const first = message();
    const second = message();
    partition.append(first);
    partition.append(second);
    expect([first.sequenceNumber, second.sequenceNumber]).toEqual([3 * 2 ** 48 + 1, 3 * 2 ** 48 + 2]);
    expect(partitionOf(second.sequenceNumber)).toBe(3);
  });

  it('gives each message out once, in order', () => {
    const [first, second] = [message(), message()];
    const partition = partitionWith(first, second);
    expect([partition.takeNext(), partition.takeNext(), partition.takeNext()]).toEqual([first, second, undefined]);
  });

  it('gives out what came back before what was never out, oldest first', () => {
    const messages = [message(), message(), message(), message()];
    const partition = partitionWith(...messages);
    const [first, second] = [partition.takeNext(), partition.takeNext()] as [BrokerMessage, BrokerMessage];
    partition.giveBack(second);
    partition.giveBack(first);
    expect([1, 2, 3, 4].map(() => partition.takeNext())).toEqual(messages);
  });

  it('passes over scheduled, deferred and locked messages', () => {
    const locked = message();
    locked.lock = {
      token: 'token',
      message: locked,
      lockedAt: 0,
      lockedUntil: 1,
      owner: undefined,
      deadline: undefined,
      inTransaction: false,
    } satisfies Lock;
    const free = message();
    expect(partitionWith(message('scheduled'), message('deferred'), locked, free).takeNext()).toBe(free);
  });

  it('passes over a message that went away after it came back', () => {
    const [gone, free] = [message(), message()];
    const partition = partitionWith(gone, free);
    partition.takeNext();
    partition.giveBack(gone);
    gone.removed = true;
    expect(partition.takeNext()).toBe(free);
  });

  it('finds a message that arrives after it ran empty', () => {
    const partition = partitionWith(message());
    partition.takeNext();
    partition.takeNext();
    const late = message();
    partition.append(late);
    expect(partition.takeNext()).toBe(late);
  });

  it('continues its numbers behind those of recovered messages', () => {
    const partition = new Partition(0);
    partition.restore(message().copy({ sequenceNumber: 41 }));
    const next = message();
    partition.append(next);
    expect(next.sequenceNumber).toBe(42);
  });
});
