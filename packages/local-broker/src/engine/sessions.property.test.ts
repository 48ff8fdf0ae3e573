import fc from 'fast-check';

import { idOf, lockDuration } from '../../test/support/engine.js';
import { aSessionQueue, type Holder } from '../../test/support/sessions.js';
import { BrokerError } from './errors.js';

const sessionIds = ['x', 'y', 'z'] as const;
const session = fc.constantFrom(...sessionIds);
const at = fc.nat();

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('send' as const), session }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('send-short' as const), session }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('schedule' as const), session }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('accept' as const), session, credit: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('accept-next' as const), credit: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('want' as const), at, credit: fc.nat(3) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom(...(['complete', 'abandon', 'release', 'defer', 'dead-letter'] as const)),
      at,
      which: at,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('renew' as const), at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('closed' as const, 'lost' as const), at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), time: fc.nat(lockDuration) }) },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Does random things to the sessions of a queue, and knows what must still be there. */
class Walk {
  readonly orders;
  /** Sent, and neither completed nor expired. */
  readonly live = new Set<string>();
  readonly #holders: Holder[] = [];
  /** How many deliveries of each holder were looked at. */
  readonly #checked = new Map<Holder, number>();
  #sent = 0;

  constructor(partitions: number) {
    this.orders = aSessionQueue({ partitions, maxDeliveryCount: 3, deadLettersExpired: true });
  }

  take(step: Step): void {
    const { clock, accept, seek } = this.orders;
    switch (step.kind) {
      case 'send':
        this.#send(step.session, {});
        break;
      case 'send-short':
        this.#send(step.session, { ttl: lockDuration / 2 });
        break;
      case 'schedule': {
        const time = new Date(clock.now() + lockDuration / 3);
        this.#send(step.session, { message_annotations: { 'x-opt-scheduled-enqueue-time': time } });
        break;
      }
      case 'accept':
        this.#tolerate('com.microsoft:session-cannot-be-locked', () => this.#hold(accept(step.session, step.credit)));
        break;
      case 'accept-next': {
        const seeker = seek(1, step.credit);
        seeker.stop();
        if (seeker.holder) this.#hold(seeker.holder);
        break;
      }
      case 'wait':
        clock.advance(step.time);
        break;
      default:
        this.#act(step);
    }
    for (const holder of this.#holders) this.#checkOrder(holder);
  }

  #act(step: Extract<Step, { at: number }>): void {
    const holder = this.#holders[step.at % this.#holders.length];
    if (holder === undefined) return;
    const { session, consumer } = holder;
    switch (step.kind) {
      case 'want':
        consumer.credit += step.credit;
        session.dispatch();
        break;
      case 'renew':
        this.#tolerate('com.microsoft:session-lock-lost', () => session.renew());
        break;
      case 'closed':
      case 'lost':
        session.removeConsumer(consumer, step.kind);
        break;
      default: {
        const { kind, which } = step;
        const held = consumer.deliveries.filter(({ lock }) => lock && this.orders.queue.holds(lock.token));
        const chosen = held[which % held.length];
        if (!chosen?.lock) return;
        session.settle(chosen.lock.token, { kind });
        if (kind === 'complete') this.live.delete(String(idOf(chosen.message)));
      }
    }
  }

  #send(session: string, draft: Parameters<typeof this.orders.sendDraft>[2]): void {
    const id = `${session}/${(this.#sent += 1)}`;
    this.live.add(id);
    this.orders.sendDraft(session, id, draft);
  }

  #hold(holder: Holder): void {
    this.#holders.push(holder);
  }

  /**
   * Whatever was delivered since the last look is of the holder's session, and nothing that was free when it was
   * delivered comes before it: each delivery is the first in order of those that are not locked.
   */
  #checkOrder(holder: Holder): void {
    const { deliveries } = holder.consumer;
    const fresh = deliveries.slice(this.#checked.get(holder) ?? 0);
    this.#checked.set(holder, deliveries.length);
    for (const { message } of fresh) expect(message.content.property('groupId')).toBe(holder.session.sessionId);
    const last = fresh.at(-1)?.message;
    if (last?.lock === undefined || !holder.session.isHeld()) return;
    const free = [...this.orders.queue.peek(0, holder.session.sessionId)].filter(
      ({ state, lock }) => state === 'active' && lock === undefined,
    );
    const passedOver = free.filter(({ sequenceNumber }) => sequenceNumber < last.sequenceNumber);
    expect(passedOver).toEqual([]);
  }

  #tolerate(condition: string, attempt: () => void): void {
    try {
      attempt();
    } catch (error) {
      if (!(error instanceof BrokerError) || error.condition !== condition) throw error;
    }
  }

  /** Ids of all messages that are anywhere, in order. */
  get there(): readonly string[] {
    const { queue, deadLetters } = this.orders;
    return [...queue.peek(0), ...deadLetters.peek(0)].map((message) => String(idOf(message))).sort();
  }

  /** Everybody leaves, and each session is received to its end. */
  drain(): ReadonlyMap<string, readonly number[]> {
    this.orders.clock.advance(10 * lockDuration);
    return new Map(
      sessionIds.map((id) => {
        const { deliveries } = this.orders.accept(id).consumer;
        return [id, deliveries.map(({ message }) => message.sequenceNumber)];
      }),
    );
  }
}

describe.each([1, 16])('sessions of a queue of %i partition(s), whatever is done to them,', (partitions) => {
  const walk = (check: (walk: Walk) => void): void => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (steps) => {
        const walk = new Walk(partitions);
        for (const each of steps) walk.take(each);
        check(walk);
      }),
      { numRuns: 40 },
    );
  };

  it('lose no message and double none, and keep their order all the way', () => {
    walk((walk) => expect(walk.there).toEqual([...walk.live].sort()));
  });

  it('have in the journal what they hold, as it is', () => {
    walk(({ orders: { queue, deadLetters, journal } }) => {
      const held = [...queue.peek(0), ...deadLetters.peek(0)].map(
        ({ id, queueId, sequenceNumber, state, deliveryCount }) =>
          [id, { queueId, sequenceNumber, state, deliveryCount }] as const,
      );
      expect(journal.rows).toEqual(new Map(held));
    });
  });

  it('give out everything that is active in the end, in order', () => {
    walk((walk) => {
      const drained = walk.drain();
      const active = [...walk.orders.queue.peek(0)].filter(({ state }) => state === 'active');
      for (const id of sessionIds) {
        const expected = active
          .filter(({ place }) => place?.session.id === id)
          .map(({ sequenceNumber }) => sequenceNumber);
        expect(drained.get(id)).toEqual(expected);
      }
    });
  });

  it('offer exactly the sessions that have something to give and no holder', () => {
    walk(({ orders: { queue, clock, sessions, seek } }) => {
      const free = [...queue.peek(0)].filter(
        ({ state, lock, expiresAt }) => state === 'active' && !lock && expiresAt > clock.now(),
      );
      const expected = new Set(
        free.map(({ place }) => place?.session.id ?? '').filter((id) => sessions.holderOf(id) === undefined),
      );
      const offered = sessionIds.map(() => seek(1, 0).holder?.session.sessionId).filter((id) => id !== undefined);
      expect(offered.sort()).toEqual([...expected].sort());
    });
  });
});
