import { defineQueue } from '@ams/service-bus-model';
import fc from 'fast-check';

import { aMessage, anEngine, idOf, TestConsumer } from '../../test/support/engine.js';
import type { Queue } from './entities.js';
import { BrokerError } from './errors.js';
import { Namespace } from './namespace.js';
import type { Transaction } from './transaction.js';
import { transactionalSend } from './transactional-send.js';

const settlements = ['complete', 'abandon', 'release', 'defer', 'dead-letter'] as const;
const twoMinutes = 120_000;

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('send' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('receive' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('settle' as const), how: fc.constantFrom(...settlements), at: fc.nat() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('declare' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('send-in' as const), at: fc.nat(), across: fc.boolean() }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('settle-in' as const),
      how: fc.constantFrom(...settlements),
      at: fc.nat(),
      which: fc.nat(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('commit' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rollback' as const), at: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), time: fc.integer({ min: 0, max: twoMinutes }) }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Held {
  readonly id: string;
  readonly token: string;
}

/** What a transaction is to do, as a model sees it. */
interface Plan {
  readonly transaction: Transaction;
  readonly sent: string[];
  readonly settled: { readonly held: Held; readonly how: (typeof settlements)[number] }[];
  begun: number | undefined;
  refused: boolean;
}

/** Does random things to two queues in several transactions, and knows which messages must be there. */
class Walk {
  readonly engine = anEngine();
  readonly #namespace = namespaceOf(this.engine);
  readonly orders = this.#namespace.addQueue(defineQueue({ name: 'orders', lockDuration: 'PT1M' }));
  readonly invoices = this.#namespace.addQueue(defineQueue({ name: 'invoices' }));
  readonly live = new Set<string>();
  #held: Held[] = [];
  #plans: Plan[] = [];
  #sent = 0;

  take(step: Step): void {
    switch (step.kind) {
      case 'send':
        this.orders.messages.send(aMessage(this.#newId(this.live)));
        break;
      case 'receive':
        this.#receive();
        break;
      case 'settle':
        this.#withHeld(step.at, (held) => this.#settle(held, step.how));
        break;
      case 'declare':
        this.#declare();
        break;
      case 'send-in':
        this.#withPlan(step.at, (plan) => this.#sendIn(plan, step.across ? this.invoices : this.orders));
        break;
      case 'settle-in':
        this.#withPlan(step.at, (plan) => this.#withHeld(step.which, (held) => this.#settleIn(plan, held, step.how)));
        break;
      case 'commit':
        this.#withPlan(step.at, (plan) => this.#commit(plan));
        break;
      case 'rollback':
        this.#withPlan(step.at, (plan) => this.#rollback(plan));
        break;
      case 'wait':
        this.engine.clock.advance(step.time);
    }
  }

  /** Ids of all messages that are somewhere, each as often as it is there. */
  get there(): readonly string[] {
    return [this.orders, this.invoices]
      .flatMap(({ messages, deadLetters }) => [...messages.peek(0), ...deadLetters.peek(0)])
      .map((message) => String(idOf(message)))
      .sort();
  }

  #newId(to: Set<string> | string[]): string {
    const id = `m${(this.#sent += 1)}`;
    if (Array.isArray(to)) to.push(id);
    else to.add(id);
    return id;
  }

  #receive(): void {
    const consumer = new TestConsumer(1);
    this.orders.messages.addConsumer(consumer);
    this.orders.messages.dispatch();
    this.orders.messages.removeConsumer(consumer);
    if (consumer.deliveries.length > 0) this.#held.push({ id: String(consumer.ids[0]), token: consumer.token });
  }

  #settle(held: Held, how: (typeof settlements)[number]): void {
    const inTransaction = this.#plans.some(
      (plan) => !this.#isLate(plan) && plan.settled.some((settled) => settled.held === held),
    );
    const allowed = this.orders.messages.holds(held.token) && !inTransaction;
    expect(refusalOf(() => this.orders.messages.settle(held.token, { kind: how })) === undefined).toBe(allowed);
    if (allowed && how === 'complete') this.live.delete(held.id);
  }

  #declare(): void {
    const transaction = this.#namespace.beginTransaction();
    this.#plans.push({ transaction, sent: [], settled: [], begun: undefined, refused: false });
  }

  #sendIn(plan: Plan, destination: Queue): void {
    plan.begun ??= this.engine.clock.now();
    const ids: string[] = [];
    const content = aMessage(this.#newId(ids));
    const route = { destination: () => destination, via: () => this.orders };
    const refusal = refusalOf(() => plan.transaction.enlist(() => transactionalSend([content], route)));
    expect(refusal?.condition).toBe(this.#isLate(plan) ? 'amqp:transaction:timeout' : undefined);
    if (refusal === undefined) plan.sent.push(...ids);
  }

  #settleIn(plan: Plan, held: Held, how: (typeof settlements)[number]): void {
    plan.begun ??= this.engine.clock.now();
    const { messages } = this.orders;
    const refusal = refusalOf(() =>
      plan.transaction.enlist(() => messages.prepareSettlement(held.token, { kind: how })),
    );
    if (refusal === undefined) plan.settled.push({ held, how });
    else if (!this.#isLate(plan)) plan.refused = true;
  }

  #commit(plan: Plan): void {
    const locked = plan.settled.every(({ held }) => this.orders.messages.holds(held.token));
    const expected = this.#isLate(plan)
      ? 'amqp:transaction:timeout'
      : plan.refused || !locked
        ? 'amqp:transaction:rollback'
        : undefined;
    expect(refusalOf(() => plan.transaction.commit())?.condition).toBe(expected);
    this.#forget(plan);
    if (expected !== undefined) return;
    for (const id of plan.sent) this.live.add(id);
    for (const { held, how } of plan.settled) if (how === 'complete') this.live.delete(held.id);
  }

  #rollback(plan: Plan): void {
    plan.transaction.rollback();
    this.#forget(plan);
    // Nobody lost a lock by it.
    for (const { held } of plan.settled) {
      if (this.#isLate(plan) || !this.orders.messages.holds(held.token)) continue;
      expect(refusalOf(() => this.orders.messages.prepareSettlement(held.token, { kind: 'complete' }).release())).toBe(
        undefined,
      );
    }
  }

  #isLate({ begun }: Plan): boolean {
    return begun !== undefined && this.engine.clock.now() >= begun + twoMinutes;
  }

  #forget(plan: Plan): void {
    this.#plans = this.#plans.filter((other) => other !== plan);
  }

  #withPlan(at: number, action: (plan: Plan) => void): void {
    const plan = this.#plans[at % this.#plans.length];
    if (plan) action(plan);
  }

  #withHeld(at: number, action: (held: Held) => void): void {
    const held = this.#held[at % this.#held.length];
    if (held) action(held);
  }
}

function namespaceOf({ context }: ReturnType<typeof anEngine>): Namespace {
  let lastId = 0;
  return new Namespace({ queues: [], topics: [] }, context, () => (lastId += 1));
}

function refusalOf(attempt: () => void): BrokerError | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (error instanceof BrokerError) return error;
    throw error;
  }
}

it('transactions, however they interleave, do all that they commit and nothing else', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
      const walk = new Walk();
      for (const each of steps) {
        walk.take(each);
        expect(walk.there).toEqual([...walk.live].sort());
      }
    }),
    { numRuns: 60 },
  );
});

it('the journal has what the queues hold, whatever was committed', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
      const walk = new Walk();
      for (const each of steps) walk.take(each);
      expect(walk.engine.journal.rows.size).toBe(walk.live.size);
    }),
    { numRuns: 30 },
  );
});
