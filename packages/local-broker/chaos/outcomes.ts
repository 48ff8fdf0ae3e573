import rhea, { type Delivery, type Message, type Receiver, type Sender } from 'rhea';

import { type Outcome, TransactionalSession } from '../test/helpers/transactions.js';
import { absent, active, Ledger, type Operation } from './checker/ledger.js';
import type { Violation } from './checker/violation.js';
import { BrokerUnderTest, type Endpoint } from './harness/broker-under-test.js';
import { Random } from './harness/random.js';
import { takeSnapshot } from './harness/snapshot.js';
import { thingOf } from './harness/topology.js';
import { connectRaw, forget, hangUp, messagesOf } from './load/raw.js';
import { anySettlement, stateAfter } from './load/receiving.js';
import type { Result, Run, Scenario } from './scenario.js';

/** Answers that differ are due in one turn of the event loop, as are those of clients that settle. */
export const outcomes: Scenario = {
  name: 'outcomes',
  about: 'neighbours end differently, all in one turn of the event loop',
  run: mixOutcomes,
};

const rounds = 10;
const messagesEach = 500;

/** Part of what is sent that may not be accepted, and of settlements that may not take effect. */
const wrong = 0.3;

/** Longer than a message's id may be. */
const tooLong = 'x'.repeat(129);

async function mixOutcomes({ directory, seed, say }: Run): Promise<Result> {
  const broker = new BrokerUnderTest(directory);
  try {
    const client = await Client.connect(await broker.start(), new Random(seed));
    for (let round = 0; round < rounds; round += 1) {
      const accepted = await client.sendAll(messagesEach);
      await client.settleAll(accepted);
    }
    await broker.kill();
    client.hangUp();
    const { ledger, answered, refused, violations } = client;
    const { states } = await takeSnapshot(await broker.start());
    const acknowledged = [...ledger.acknowledged.values()].reduce((total, count) => total + count, 0);
    say(`${answered} outcomes, ${refused} of them refusals between others`);
    return { counts: { kills: 1, acknowledged, refused }, violations: [...violations, ...ledger.observe(states)] };
  } finally {
    await broker.kill();
  }
}

class Client {
  readonly ledger = new Ledger();
  readonly violations: Violation[] = [];
  answered = 0;
  refused = 0;
  #sent = 0;

  private constructor(
    readonly hangUp: () => void,
    private readonly session: TransactionalSession,
    private readonly sender: Sender,
    private readonly receiver: Receiver,
    private readonly messageOf: ReturnType<typeof messagesOf>,
    private readonly random: Random,
  ) {}

  static async connect(endpoint: Endpoint, random: Random): Promise<Client> {
    const connection = await connectRaw(endpoint);
    const session = new TransactionalSession(connection);
    await session.coordinator();
    const receiver = await session.receiver('orders');
    const sender = await session.sender('orders');
    return new Client(() => hangUp(connection), session, sender, receiver, messagesOf(receiver), random);
  }

  /** Sends so many in one turn, good ones and bad ones. @returns how many were accepted. */
  async sendAll(count: number): Promise<number> {
    const before = this.refused;
    await Promise.all(Array.from({ length: count }, () => this.#send(!this.random.happens(wrong))));
    return count - (this.refused - before);
  }

  /** Settles all in one turn, some in a transaction that there is not: these stay as they are. */
  async settleAll(count: number): Promise<void> {
    const deliveries = await this.session.receive(this.receiver, count);
    await Promise.all(deliveries.map((delivery) => this.#settle(delivery, !this.random.happens(wrong))));
    deliveries.forEach(forget);
  }

  async #send(isGood: boolean): Promise<void> {
    this.#sent += 1;
    const id = isGood ? `m${this.#sent}` : `m${this.#sent}${tooLong}`;
    const operation = this.ledger.begin(`send ${id}`, [{ thing: thingOf('orders', id), to: active }]);
    const bytes = rhea.message.encode({ message_id: id, body: id } as Message) as Buffer;
    this.#note(operation, isGood, await this.session.sendEncoded(this.sender, bytes));
  }

  async #settle(delivery: Delivery, isGood: boolean): Promise<void> {
    const kind = anySettlement(this.random);
    const thing = thingOf('orders', this.messageOf(delivery).message_id);
    // A message that is handed back would come again before the round is over.
    const settlement = kind === 'abandon' ? 'complete' : kind;
    const to = settlement === 'complete' ? absent : stateAfter[settlement];
    const operation = this.ledger.begin(`${settlement} ${thing}`, [{ thing, to }]);
    const transaction = isGood ? undefined : Buffer.from('none');
    this.#note(operation, isGood, await this.session.settle(delivery, settlement, transaction));
  }

  #note(operation: Operation, isGood: boolean, { kind, condition }: Outcome): void {
    this.answered += 1;
    if (condition === undefined) operation.confirm();
    else operation.refuse();
    if (condition !== undefined) this.refused += 1;
    if (isGood === (condition === undefined)) return;
    const what = `'${operation.name}' was ${kind}${isGood ? ` with ${String(condition)}` : ', and could not be done'}`;
    this.violations.push({ kind: isGood ? 'unanswered' : 'lost', what });
  }
}
