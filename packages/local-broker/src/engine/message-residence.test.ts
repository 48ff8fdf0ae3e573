import { aMessage } from '../../test/support/engine.js';
import type { EncodedMessage } from '../message/encoded-message.js';
import { type BrokerMessage, newMessage } from './message.js';
import { MessageResidence } from './message-residence.js';

/** Messages 1 to `count` that were written in that order, each of about a kilobyte. */
function written(count: number, budget: number) {
  const reads: (readonly number[])[] = [];
  const disk = new Map<number, EncodedMessage>();
  const reported: Error[] = [];
  const residence = new MessageResidence(budget, {
    read(ids) {
      reads.push(ids);
      return ids.flatMap((id) => {
        const content = disk.get(id);
        return content ? [[id, content] as const] : [];
      });
    },
    failureOf: (id) => new Error(`${id} is rubbish`),
    report: (_, failure) => reported.push(failure),
  });
  const messages = Array.from({ length: count }, (_, index) => {
    const id = index + 1;
    const content = aMessage(`m${id}`, { body: 'x'.repeat(1000) });
    disk.set(id, content);
    return newMessage({ id, queueId: 1, content, enqueuedTime: 0 });
  });
  residence.readAhead(1, ({ id }) => messages.slice(id));
  for (const message of messages) residence.written(message);
  const resident = (): readonly number[] => messages.filter(isResident).map(({ id }) => id);
  return { residence, messages, disk, reads, reported, resident };
}

function isResident({ residency }: BrokerMessage): boolean {
  return residency === 'resident';
}

const kilobytes = (count: number): number => count * 1024;

describe('messages whose contents are on disk', () => {
  it('all stay in memory while there is room', () => {
    const { messages, reads, residence } = written(10, kilobytes(1000));
    expect(messages.every(isResident)).toBe(true);
    for (const message of messages) expect(message.content.size).toBe(message.size);
    expect(reads).toEqual([]);
    expect(residence.used).toBeGreaterThan(10 * 1000);
  });

  it('stay in memory from the first on, since that is given out first, and leave room for reading', () => {
    const { residence, resident } = written(100, kilobytes(64));
    const expected = Array.from({ length: resident().length }, (_, index) => index + 1);
    expect(resident()).toEqual(expected);
    expect(residence.used).toBeLessThanOrEqual(kilobytes(48));
    expect(residence.used).toBeGreaterThan(kilobytes(40));
  });

  it('are read back together with those that follow, once for all of them', () => {
    const { messages, reads, disk } = written(100, kilobytes(64));
    const last = messages.slice(-5);
    for (const message of last) expect(message.content).toBe(disk.get(message.id));
    expect(reads).toEqual([[96, 97, 98, 99, 100]]);
  });

  it('never take more than the budget, however many are read', () => {
    const { messages, residence } = written(2000, kilobytes(64));
    for (const message of messages) {
      expect(message.content.property('messageId')).toBe(`m${message.id}`);
      expect(residence.used).toBeLessThanOrEqual(kilobytes(64));
    }
  });

  it('can all be read without any memory of their own, one at a time', () => {
    const { messages, reads, residence } = written(20, 0);
    for (const message of messages) expect(message.content.property('messageId')).toBe(`m${message.id}`);
    expect(reads.map((ids) => ids.length)).toEqual(messages.map(() => 1));
    expect(residence.used).toBeLessThan(kilobytes(2));
  });

  it('give their room to others when they end', () => {
    const { messages, residence } = written(30, kilobytes(1000));
    for (const message of messages) residence.release(message);
    expect(residence.used).toBe(0);
    for (const message of messages) residence.release(message);
    expect(residence.used).toBe(0);
  });

  it('take no room when they are read after they ended', () => {
    const { messages, residence, disk } = written(10, 0);
    const [message] = messages as [BrokerMessage];
    residence.release(message);
    message.removed = true;
    expect(message.content).toBe(disk.get(message.id));
    expect(residence.used).toBe(0);
  });
});

describe('a message that changes', () => {
  it('stays in memory until the change is on disk', () => {
    const { messages, residence, disk } = written(3, 0);
    const [message] = messages as [BrokerMessage];
    const changed = aMessage('changed');
    residence.release(message);
    message.replaceContent(changed);
    expect([message.residency, message.content]).toEqual(['changed', changed]);
    disk.set(1, changed);
    residence.written(message);
    expect([message.residency, message.content]).toEqual(['on-disk', changed]);
  });
});

describe('a message that cannot be read', () => {
  it('says so to who asks for it, and leaves the others alone', () => {
    const { messages, disk, residence, reported } = written(10, 0);
    disk.delete(5);
    expect(messages.map((message) => residence.isReadable(message))).toEqual(messages.map(({ id }) => id !== 5));
    expect(() => messages[4]?.content).toThrow('5 is rubbish');
    expect(reported).toEqual([new Error('5 is rubbish')]);
  });
});
