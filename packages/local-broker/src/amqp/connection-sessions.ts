import { BrokerError } from '../engine/errors.js';
import { silenceAfterEnd } from './connection-adjustments.js';
import { DeliveryMemory } from './delivery-memory.js';
import type { IncomingMemory } from './incoming-memory.js';
import { IncomingTransfers } from './incoming-transfers.js';
import { OutgoingMemory } from './outgoing-memory.js';
import { OutgoingTransfers } from './outgoing-transfers.js';
import type { AnyLink, ConnectionInternals, RheaSession } from './rhea-internals.js';
import type { ConnectionTransactions } from './transactions/connection-transactions.js';
import { refuseAcquisition } from './transactions/session-adjustments.js';
import { SessionTransactions } from './transactions/session-transactions.js';

/** What the links of a session share: both halves of its transfers, and its part in transactions. */
export interface SessionTransfers {
  readonly incoming: IncomingTransfers;
  readonly outgoing: OutgoingTransfers;
  readonly transactions: SessionTransactions;
}

export interface SessionOptions {
  /** Links that the client may have on a session. One that knows no limit would take its own, so it has to be told. */
  readonly handleMax: number;
  readonly transactions: ConnectionTransactions;
  /** For deliveries that are still incoming, shared by all connections. */
  readonly incomingMemory: IncomingMemory;
  /** The client opened a session's window for more transfers. */
  readonly onWindow: () => void;
}

/** The AMQP sessions of one connection, with the broker's own transfers in the place of rhea's. */
export class ConnectionSessions {
  readonly #sessions = new Map<unknown, SessionTransfers>();
  readonly #deliveryMemory: DeliveryMemory;
  /** Of all sessions together. */
  readonly outgoingMemory: OutgoingMemory;
  readonly #options: SessionOptions;

  constructor(connection: ConnectionInternals, options: SessionOptions) {
    this.#options = options;
    this.#deliveryMemory = new DeliveryMemory(undefined, options.incomingMemory);
    this.outgoingMemory = new OutgoingMemory(() => connection.socket);
    const create = connection.create_session.bind(connection);
    connection.create_session = () => this.#prepare(create());
  }

  /** What the link shares with the others of its session. @throws BrokerError when the session has ended. */
  of(link: AnyLink): SessionTransfers {
    const transfers = this.#sessions.get(link.session);
    if (transfers === undefined) throw new BrokerError('amqp:internal-error', 'The link has no session.');
    return transfers;
  }

  forget(session: RheaSession): void {
    this.#sessions.get(session)?.incoming.clear();
    this.#sessions.delete(session);
  }

  clear(): void {
    for (const { incoming } of this.#sessions.values()) incoming.clear();
    this.#sessions.clear();
  }

  #prepare(session: RheaSession): RheaSession {
    const transfers = {
      incoming: new IncomingTransfers(session, this.#deliveryMemory),
      outgoing: new OutgoingTransfers(session, this.outgoingMemory),
      transactions: new SessionTransactions(this.#options.transactions),
    };
    session.incoming = transfers.incoming;
    session.outgoing = transfers.outgoing;
    session.local.begin['handle_max'] = this.#options.handleMax;
    silenceAfterEnd(session);
    this.#completeFlows(session);
    refuseAcquisition(session);
    this.#sessions.set(session, transfers);
    return session;
  }

  /** What rhea leaves out of a flow: fields that may be absent, the window that opens, and the wish for an answer. */
  #completeFlows(session: RheaSession): void {
    const onFlow = session.on_flow.bind(session);
    session.on_flow = (frame) => {
      const { performative: flow } = frame;
      const ofLink = typeof flow.handle === 'number';
      if (ofLink) {
        flow.delivery_count ??= 0;
        flow.link_credit ??= 0;
      }
      onFlow(frame);
      // Receivers that waited for the window, not for credit, hear of it by this alone.
      if (!ofLink) this.#options.onWindow();
      if (flow.echo !== true) return;
      if (ofLink) session._get_link(frame).issue_flow = true;
      else session._write_flow();
    };
  }
}
