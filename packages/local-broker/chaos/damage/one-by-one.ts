import { ServiceBusClient } from '@azure/service-bus';
import rhea, { type Connection, type Delivery, type Message, type Receiver, type Sender } from 'rhea';

import { failAtOnce } from '../../test/helpers/local-namespace.js';
import { type Outcome, TransactionalSession } from '../../test/helpers/transactions.js';
import { active, type Change } from '../checker/ledger.js';
import type { Moments } from '../checker/moments.js';
import type { Endpoint } from '../harness/broker-under-test.js';
import type { Random } from '../harness/random.js';
import { stateOf, thingOf } from '../harness/topology.js';
import { batchFormat, connectRaw, forget, hangUp, messagesOf } from '../load/raw.js';
import { anySettlement, stateAfter } from '../load/receiving.js';

/** @returns the content of a message, which tells where it belongs. */
export function bodyOf(id: string): Buffer {
  return Buffer.alloc(100 + ((Number(id.slice(1)) * 37) % 3000), `${id} `);
}

/** The queues that it uses, and the session whose state it sets. */
export const usedPlaces = ['orders', 'invoices'] as const;
export const usedSession = { queue: 'sessions', id: 's0' } as const;

/** A client that does one thing after another, so that the broker's order is known. */
export class OneByOne {
  #orders = 0;

  private constructor(
    private readonly connection: Connection,
    private readonly session: TransactionalSession,
    private readonly sender: Sender,
    private readonly invoices: Sender,
    private readonly receiver: Receiver,
    private readonly messageOf: ReturnType<typeof messagesOf>,
    private readonly client: ServiceBusClient,
    private readonly moments: Moments,
    private readonly random: Random,
    private readonly newId: () => string,
  ) {}

  /** @param newId gives names of messages, none of them twice. */
  static async connect(endpoint: Endpoint, moments: Moments, random: Random, newId: () => string): Promise<OneByOne> {
    const connection = await connectRaw(endpoint);
    const session = new TransactionalSession(connection);
    await session.coordinator();
    const receiver = await session.receiver('orders');
    const [sender, invoices] = [await session.sender('orders'), await session.sender('invoices')];
    const client = new ServiceBusClient(endpoint.connectionString, failAtOnce);
    const messageOf = messagesOf(receiver);
    const one = new OneByOne(
      connection,
      session,
      sender,
      invoices,
      receiver,
      messageOf,
      client,
      moments,
      random,
      newId,
    );
    const states = [...moments.last].filter(([thing, state]) => thing.startsWith('orders ') && state === active);
    one.#orders = states.length;
    return one;
  }

  /** Resolves once it is acknowledged. @throws Error when it is refused. */
  async operate(): Promise<void> {
    const kind = this.random.below(10);
    if (kind === 0) return this.#setState();
    if (kind < 6 || this.#orders < 5) return this.#send(this.random.happens(0.3) ? this.random.between(2, 8) : 1);
    const [delivery] = await this.session.receive(this.receiver);
    if (delivery === undefined) throw new Error('There are orders, and none comes.');
    await (kind < 8 ? this.#settle(delivery) : this.#exchange(delivery));
    forget(delivery);
  }

  hangUp(): void {
    hangUp(this.connection);
    void this.client.close().catch(() => undefined);
  }

  async #send(count: number): Promise<void> {
    const ids = Array.from({ length: count }, () => this.newId());
    this.moments.did(ids.map((id) => ({ thing: thingOf('orders', id), to: active })));
    this.#orders += count;
    const [first, ...others] = ids.map(encoded);
    if (first !== undefined && others.length === 0)
      return expectDone(await this.session.sendEncoded(this.sender, first));
    const body: unknown = rhea.message.data_sections([first, ...others] as unknown as [Buffer]);
    const bytes = rhea.message.encode({ body } as Message) as Buffer;
    expectDone(await this.session.sendEncoded(this.sender, bytes, undefined, batchFormat));
  }

  async #settle(delivery: Delivery): Promise<void> {
    const { kind, change } = this.#anySettlement(delivery);
    this.moments.did([change]);
    expectDone(await this.session.settle(delivery, kind));
  }

  /** Settles an order and sends an invoice, in one transaction. */
  async #exchange(delivery: Delivery): Promise<void> {
    const transaction = await this.session.declare();
    const { kind, change } = this.#anySettlement(delivery);
    const id = this.newId();
    expectDone(await this.session.settle(delivery, kind, transaction));
    expectDone(await this.session.sendEncoded(this.invoices, encoded(id), transaction));
    this.moments.did([change, { thing: thingOf('invoices', id), to: active }]);
    expectDone(await this.session.commit(transaction));
  }

  #anySettlement(delivery: Delivery): { readonly kind: keyof typeof stateAfter; readonly change: Change } {
    const kind = anySettlement(this.random);
    if (stateAfter[kind] !== active) this.#orders -= 1;
    const thing = thingOf('orders', this.messageOf(delivery).message_id);
    return { kind, change: { thing, to: stateAfter[kind] } };
  }

  async #setState(): Promise<void> {
    const { queue, id } = usedSession;
    const receiver = await this.client.acceptSession(queue, id);
    const state = String(this.moments.count);
    this.moments.did([{ thing: stateOf(queue, id), to: state }]);
    await receiver.setSessionState(state);
    await receiver.close();
  }
}

function encoded(id: string): Buffer {
  return rhea.message.encode({ message_id: id, body: rhea.message.data_section(bodyOf(id)) } as Message) as Buffer;
}

function expectDone({ kind, condition, description }: Outcome): void {
  if (condition !== undefined) throw new Error(`It was ${kind}: ${String(condition)} ${String(description)}`);
}
