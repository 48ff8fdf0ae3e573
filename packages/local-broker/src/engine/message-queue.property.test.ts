import fc from 'fast-check';

import { aMessage, aQueue, idOf, lockDuration, type QueueUnderTest, TestConsumer } from '../../test/support/engine.js';
import { BrokerError } from './errors.js';
import type { MessageQueue } from './message-queue.js';

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('send' as const), key: fc.option(fc.constantFrom('x', 'y')) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('schedule' as const), delay: fc.integer({ min: 1, max: 60_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), at: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('receive' as const), deadLetters: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'receive-and-delete' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('receive-deferred' as const), at: fc.nat() }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom(...(['complete', 'abandon', 'release', 'defer', 'dead-letter', 'renew'] as const)),
      at: fc.nat(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), time: fc.integer({ min: 0, max: lockDuration }) }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Does random things to a queue, and knows which messages must still be there. */
class Walk {
  readonly live = new Set<string>();
  readonly locked: { readonly id: string; readonly token: string; readonly queue: MessageQueue }[] = [];
  #sent = 0;

  constructor(readonly orders: QueueUnderTest) {}

  take(step: Step): void {
    const { queue, deadLetters, clock } = this.orders;
    switch (step.kind) {
      case 'send':
        this.#send(step.key === null ? {} : { 'x-opt-partition-key': step.key });
        break;
      case 'schedule':
        this.#send({ 'x-opt-scheduled-enqueue-time': new Date(clock.now() + step.delay) });
        break;
      case 'cancel': {
        const scheduled = this.#inState('scheduled');
        if (scheduled.length === 0) break;
        const chosen = scheduled[step.at % scheduled.length] as (typeof scheduled)[number];
        queue.cancelScheduled([chosen.sequenceNumber]);
        this.live.delete(String(idOf(chosen)));
        break;
      }
      case 'receive': {
        const from = step.deadLetters ? deadLetters : queue;
        const received = this.orders.receive(from);
        if (received) this.#hold(String(idOf(received.message)), received.token, from);
        break;
      }
      case 'receive-and-delete': {
        const consumer = new TestConsumer(1, 'receive-and-delete');
        queue.addConsumer(consumer);
        queue.dispatch();
        queue.removeConsumer(consumer);
        for (const id of consumer.ids) expect(this.live.delete(String(id))).toBe(true);
        break;
      }
      case 'receive-deferred': {
        const deferred = this.#inState('deferred').filter(({ lock }) => lock === undefined);
        if (deferred.length === 0) break;
        const chosen = deferred[step.at % deferred.length] as (typeof deferred)[number];
        const [delivery] = queue.receiveDeferred([chosen.sequenceNumber], 'peek-lock');
        this.#hold(String(idOf(chosen)), delivery?.lock?.token ?? '', queue);
        break;
      }
      case 'wait':
        clock.advance(step.time);
        break;
      default:
        this.#settle(step.kind, step.at);
    }
  }

  #send(annotations: Record<string, unknown>): void {
    const id = `m${(this.#sent += 1)}`;
    this.orders.queue.send(aMessage(id, { message_annotations: annotations }));
    this.orders.queue.dispatch();
    this.live.add(id);
  }

  #hold(id: string, token: string, queue: MessageQueue): void {
    expect(this.live).toContain(id);
    // Nobody else may hold it.
    for (const other of this.locked) if (other.id === id) expect(other.queue.holds(other.token)).toBe(false);
    this.locked.push({ id, token, queue });
  }

  #settle(kind: 'complete' | 'abandon' | 'release' | 'defer' | 'dead-letter' | 'renew', at: number): void {
    if (this.locked.length === 0) return;
    const { id, token, queue } = this.locked[at % this.locked.length] as (typeof this.locked)[number];
    const held = queue.holds(token);
    try {
      if (kind === 'renew') queue.renewLock(token);
      else queue.settle(token, { kind });
      expect(held).toBe(true);
      if (kind === 'complete') this.live.delete(id);
    } catch (error) {
      const refused = kind === 'dead-letter' && queue === this.orders.deadLetters;
      if (!(error instanceof BrokerError) || (held && !refused)) throw error;
    }
  }

  #inState(state: 'scheduled' | 'deferred') {
    return [...this.orders.queue.peek(0)].filter((message) => message.state === state);
  }
}

function shown(queue: MessageQueue) {
  return [...queue.peek(0)];
}

function countsByHand(queue: MessageQueue) {
  const counts = { active: 0, scheduled: 0, deferred: 0 };
  for (const { state } of shown(queue)) counts[state] += 1;
  return counts;
}

describe.each([1, 16])('a queue of %i partition(s), whatever is done to it,', (partitions) => {
  const walk = (check: (walk: Walk) => void): void => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (steps) => {
        const walk = new Walk(aQueue({ partitions, maxDeliveryCount: 3 }));
        for (const each of steps) walk.take(each);
        check(walk);
      }),
      { numRuns: 25 },
    );
  };

  it('loses no message and doubles none', () => {
    walk(({ orders: { queue, deadLetters }, live }) => {
      const there = [...shown(queue), ...shown(deadLetters)].map((message) => String(idOf(message)));
      expect(there.sort()).toEqual([...live].sort());
    });
  });

  it('counts what it holds', () => {
    walk(({ orders: { queue, deadLetters } }) => {
      expect(queue.counts).toEqual(countsByHand(queue));
      expect(deadLetters.counts).toEqual(countsByHand(deadLetters));
    });
  });

  it('has in the journal what it holds, as it is', () => {
    walk(({ orders: { queue, deadLetters, journal } }) => {
      const held = [...shown(queue), ...shown(deadLetters)].map(
        ({ id, queueId, sequenceNumber, state, deliveryCount }) =>
          [id, { queueId, sequenceNumber, state, deliveryCount }] as const,
      );
      expect(journal.rows).toEqual(new Map(held));
    });
  });

  it('gives out everything in the end', () => {
    walk(({ orders: { queue, deadLetters, clock }, live }) => {
      clock.advance(10 * lockDuration);
      const deferred = [...shown(queue), ...shown(deadLetters)].filter(({ state }) => state === 'deferred');
      const consumers = [queue, deadLetters].map((each) => {
        const consumer = new TestConsumer(Infinity, 'receive-and-delete');
        each.addConsumer(consumer);
        each.dispatch();
        return consumer;
      });
      const received = [...consumers.flatMap(({ ids }) => ids), ...deferred.map(idOf)].map(String);
      expect(received.sort()).toEqual([...live].sort());
    });
  });
});
