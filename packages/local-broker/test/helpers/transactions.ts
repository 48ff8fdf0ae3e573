import { once } from 'node:events';

import rhea, {
  type Connection,
  type Delivery,
  type EventContext,
  type Message,
  type Receiver,
  type Sender,
} from 'rhea';

import { type AttachFields, disposition } from '../../src/amqp/rhea-internals.js';
import { recognizeCoordinator } from '../../src/amqp/transactions/session-adjustments.js';
import type { Broker } from '../../src/index.js';
import { encode, type Typed } from '../../src/message/encoding.js';
import { connectPlain, eventOf } from './amqp-client.js';
import { amqp, errorIn, tokenFor } from './raw-amqp.js';

/** What the broker answered: the name of the outcome and, where there is one, its error. */
export interface Outcome {
  readonly kind: string;
  readonly condition?: unknown;
  readonly description?: unknown;
  /** The transaction that it depends on. */
  readonly transactionId?: Buffer;
}

/** How a receiver settles a message. */
export const states = {
  complete: () => amqp.accepted(),
  abandon: () => amqp.described(0x27, amqp.list(amqp.no, amqp.no)),
  defer: () => amqp.described(0x27, amqp.list(amqp.no, amqp.yes)),
  deadLetter: () => amqp.described(0x25, amqp.list(errorOf('com.microsoft:dead-letter'))),
  release: () => amqp.described(0x26, amqp.list()),
} as const;
export type SettlementKind = keyof typeof states;

function errorOf(condition: string): Typed {
  return amqp.described(0x1d, amqp.list(amqp.symbol(condition), amqp.text('for a test')));
}

const outcomeNames: Readonly<Record<number, string>> = {
  0x24: 'accepted',
  0x25: 'rejected',
  0x26: 'released',
  0x27: 'modified',
  0x33: 'declared',
};

function outcomeOf(state: Typed): Outcome {
  const fields = state.value as readonly Typed[];
  if (state.descriptor?.value === 0x34) {
    return { ...outcomeOf(fields[1] as Typed), transactionId: fields[0]?.value as Buffer };
  }
  const kind = outcomeNames[Number(state.descriptor?.value)] ?? 'unknown';
  if (kind === 'declared') return { kind, transactionId: fields[0]?.value as Buffer };
  const [condition, description] = errorIn(fields[0]) ?? [];
  return condition === undefined ? { kind } : { kind, condition, description };
}

interface DispositionFields {
  readonly first: number;
  readonly last?: number;
  readonly settled?: boolean;
  readonly state: Typed | undefined;
}

interface SessionInternals {
  readonly connection: { _register(): void };
  begin(): void;
  output(frame: { readonly delivery_id?: number; readonly value: Typed[] }, payload?: Buffer): void;
  on_attach(frame: { readonly performative: AttachFields }): void;
  readonly outgoing: {
    on_disposition(fields: DispositionFields): void;
    compute_max_payload(tag: Buffer): number;
  };
  readonly incoming: { on_disposition(fields: DispositionFields): void };
  open_sender(options: object): Sender;
  open_receiver(options: object): Receiver;
}

/** Bytes that a delivery state takes in a frame, at most. */
const stateLength = 64;

/** Position of the delivery state in a transfer. */
const stateIndex = 7;

/** The beginning of a section that holds a message's body as a value. */
const amqpValue = Buffer.from([0x00, 0x53, 0x77]);

/** A session of a client that speaks of transactions as Microsoft's clients for .NET and Java do. */
export class TransactionalSession {
  readonly #session: SessionInternals;
  /** States of transfers on their way out, and who waits for the answers to what was sent or settled, by delivery. */
  readonly #states = new Map<number, Typed>();
  readonly #sent = new Map<number, (outcome: Outcome) => void>();
  readonly #settled = new Map<number, (outcome: Outcome) => void>();
  readonly #received = new Map<Receiver, Delivery[]>();
  #coordinator: Promise<Sender> | undefined;

  constructor(connection: Connection) {
    this.#session = connection.create_session() as unknown as SessionInternals;
    this.#session.begin();
    this.#putStatesOnTransfers();
    this.#recognizeCoordinators();
    this.#session.outgoing.on_disposition = answering(this.#session.outgoing, this.#sent);
    this.#session.incoming.on_disposition = answering(this.#session.incoming, this.#settled);
  }

  /** Attaches to the coordinator. Done by the first {@link declare} otherwise. */
  coordinator(): Promise<Sender> {
    this.#coordinator ??= (async () => {
      const capabilities = rhea.types.wrap_array(['amqp:local-transactions'], 0xa3, undefined) as Typed;
      const sender = this.#session.open_sender({ target: {} });
      const { attach } = (sender as unknown as { local: { attach: Record<string, unknown> } }).local;
      attach['target'] = amqp.described(0x30, amqp.list(capabilities));
      await eventOf(sender, 'sendable');
      return sender;
    })();
    return this.#coordinator;
  }

  /** @returns the id of a new transaction. */
  async declare(): Promise<Buffer> {
    const { kind, transactionId, condition } = await this.control(amqp.described(0x31, amqp.list()));
    if (kind !== 'declared' || transactionId === undefined) throw new Error(`Not declared: ${String(condition)}`);
    return transactionId;
  }

  commit(transactionId: Buffer): Promise<Outcome> {
    return this.discharge(transactionId, false);
  }

  rollback(transactionId: Buffer): Promise<Outcome> {
    return this.discharge(transactionId, true);
  }

  discharge(transactionId: Buffer, fail: boolean): Promise<Outcome> {
    return this.control(amqp.described(0x32, amqp.list(amqp.binary(transactionId), fail ? amqp.yes : amqp.no)));
  }

  /** Sends any value to the coordinator. */
  async control(value: Typed): Promise<Outcome> {
    const body = Buffer.concat([amqpValue, encode(value)]);
    return this.sendEncoded(await this.coordinator(), body);
  }

  /** @param destination where to send by way of `address`; absent to send there. */
  async sender(address: string, destination?: string): Promise<Sender> {
    const properties = destination && { 'com.microsoft:transfer-destination-address': destination };
    const sender = this.#session.open_sender({ target: { address }, ...(properties && { properties }) });
    await Promise.race([eventOf(sender, 'sendable'), refusalOf(sender, 'sender_error')]);
    return sender;
  }

  receiver(address: string): Promise<Receiver> {
    return this.#open({ address });
  }

  /** Accepts a session of the entity. */
  sessionReceiver(address: string, sessionId: string): Promise<Receiver> {
    return this.#open({ address, filter: { 'com.microsoft:session-filter': sessionId } });
  }

  async #open(source: object): Promise<Receiver> {
    const receiver = this.#session.open_receiver({
      source,
      snd_settle_mode: 0,
      rcv_settle_mode: 1,
      autoaccept: false,
      autosettle: false,
      credit_window: 0,
    });
    const deliveries: Delivery[] = [];
    this.#received.set(receiver, deliveries);
    receiver.on('message', ({ delivery }: EventContext) => {
      deliveries.push(delivery as Delivery);
      receiver.emit('delivered');
    });
    await Promise.race([eventOf(receiver, 'receiver_open'), refusalOf(receiver, 'receiver_error')]);
    // A refusal comes right behind the attach.
    await new Promise((resolve) => setImmediate(resolve));
    if (receiver.error) throw asError(receiver.error);
    return receiver;
  }

  /** Receives messages, which stay unsettled. */
  async receive(receiver: Receiver, count = 1): Promise<readonly Delivery[]> {
    const deliveries = this.#received.get(receiver) ?? [];
    receiver.add_credit(count);
    while (deliveries.length < count) await once(receiver, 'delivered');
    return deliveries.splice(0, count);
  }

  /** Sends a message. @param transactionId absent for one outside of any transaction. */
  send(sender: Sender, message: Partial<Message>, transactionId?: Buffer): Promise<Outcome> {
    return this.sendEncoded(sender, rhea.message.encode(message as Message) as Buffer, transactionId);
  }

  sendEncoded(sender: Sender, bytes: Buffer, transactionId?: Buffer, format = 0): Promise<Outcome> {
    const { id } = sender.send(bytes as never, undefined as never, format) as Delivery;
    if (transactionId) this.#states.set(id, amqp.described(0x34, amqp.list(amqp.binary(transactionId))));
    return new Promise((resolve) => this.#sent.set(id, resolve));
  }

  /** Settles a message. @param transactionId absent for a settlement outside of any transaction. */
  settle(delivery: Delivery, kind: SettlementKind, transactionId?: Buffer): Promise<Outcome> {
    const outcome = states[kind]();
    const state = transactionId ? amqp.described(0x34, amqp.list(amqp.binary(transactionId), outcome)) : outcome;
    // Not by rhea, which gives neighbours that are settled together the first one's state: another transaction's.
    const { id } = delivery;
    this.#session.output(disposition({ role: true, first: id, last: id, settled: false, state }) as never);
    this.#session.connection._register();
    return new Promise((resolve) => this.#settled.set(delivery.id, resolve));
  }

  /** rhea leaves the state out of a transfer. */
  #putStatesOnTransfers(): void {
    const { outgoing } = this.#session;
    const maxPayload = outgoing.compute_max_payload.bind(outgoing);
    outgoing.compute_max_payload = (tag) => maxPayload(tag) - stateLength;
    const output = this.#session.output.bind(this.#session);
    this.#session.output = (frame, payload) => {
      const state = payload && this.#states.get(Number(frame.delivery_id));
      if (state) {
        while (frame.value.length < stateIndex) frame.value.push(amqp.nothing);
        frame.value[stateIndex] = state;
      }
      output(frame, payload);
    };
  }

  /** rhea knows no coordinator, and would say so on the console. */
  #recognizeCoordinators(): void {
    const onAttach = this.#session.on_attach.bind(this.#session);
    this.#session.on_attach = (frame) => {
      recognizeCoordinator(frame.performative);
      onAttach(frame);
    };
  }
}

/** Hands outcomes to those who wait for them; rhea does not know those of transactions. */
function answering(
  transfers: { on_disposition(fields: DispositionFields): void },
  waiting: Map<number, (outcome: Outcome) => void>,
): (fields: DispositionFields) => void {
  const onDisposition = transfers.on_disposition.bind(transfers);
  return ({ first, last, state }) => {
    const end = last ?? first;
    onDisposition({ first, last: end, settled: true, state: undefined });
    for (let id = first; id <= end; id += 1) {
      if (state) waiting.get(id)?.(outcomeOf(state));
      waiting.delete(id);
    }
  };
}

async function refusalOf(link: Sender | Receiver, event: string): Promise<never> {
  await once(link, event);
  throw asError(link.error);
}

function asError(error: unknown): Error {
  const { condition, description } = error as { readonly condition?: string; readonly description?: string };
  return Object.assign(new Error(description), { condition });
}

/** A connection whose client may do everything. */
export async function connectAuthorized(broker: Pick<Broker, 'port' | 'sharedAccessKeys'>): Promise<Connection> {
  const connection = await connectPlain(broker.port);
  const receiver = connection.open_receiver({ source: { address: '$cbs' }, target: { address: '$cbs' } });
  await eventOf(receiver, 'receiver_open');
  const sender = connection.open_sender({ source: { address: '$cbs' }, target: { address: '$cbs' } });
  await eventOf(sender, 'sendable');
  const answer = eventOf(receiver, 'message');
  sender.send({
    message_id: 'token',
    application_properties: {
      operation: 'put-token',
      type: 'servicebus.windows.net:sastoken',
      name: 'sb://localhost/',
    },
    body: tokenFor(broker),
  });
  await answer;
  return connection;
}
