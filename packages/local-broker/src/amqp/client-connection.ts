import type { AccessRight } from '@ams/service-bus-model';
import type { Container } from 'rhea';

import type { Receivable } from '../engine/entities.js';
import { type EntityPath, formatEntityPath, parseEntityPath } from '../engine/entity-path.js';
import { BrokerError } from '../engine/errors.js';
import type { MessageQueue } from '../engine/message-queue.js';
import type { LinkEnd, MessageSource } from '../engine/message-source.js';
import type { FaultSite } from '../faults/fault-site.js';
import type { AmqpStream, Introduction } from './amqp-stream.js';
import { cbsAddress, cbsStatusNames, handleCbsRequest } from './cbs.js';
import { ClientReceiver, findReceivable } from './client-receiver.js';
import { asBrokerError, ClientSender } from './client-sender.js';
import { batchWrites, silenceAfterEnd, skipSasl } from './connection-adjustments.js';
import { ConnectionRights } from './connection-rights.js';
import { EntityLinks } from './entity-links.js';
import { readFrames } from './frame-reader.js';
import { writeWholeFrames } from './frame-writer.js';
import { watchIdleness } from './idleness.js';
import { ConnectionSites } from './connection-sites.js';
import { DeliveryMemory } from './delivery-memory.js';
import { IncomingTransfers } from './incoming-transfers.js';
import { LinkExpiry } from './link-expiry.js';
import { handleManagementRequest, managementStatusNames, refusal } from './management/index.js';
import { type AmqpContext, nodePathOf } from './node.js';
import { OutgoingTransfers } from './outgoing-transfers.js';
import { ProtocolGuard } from './protocol-guard.js';
import { ProtocolViolation } from './protocol-violation.js';
import { type RequestNode, RequestNodes, type SessionTransfers } from './request-nodes.js';
import { passToRhea } from './rhea-internals.js';
import type {
  ConnectionInternals,
  ReceivingLink,
  RheaConnection,
  RheaEvent,
  RheaSession,
  SendingLink,
} from './rhea-internals.js';
import { sendingRoute } from './sending-route.js';
import { acceptKeys } from './server-container.js';
import { wantedSession } from './session-filter.js';
import { SessionLinks } from './session-links.js';
import { ConnectionTransactions } from './transactions/connection-transactions.js';
import { CoordinatorLink, refuseTransactions } from './transactions/coordinator-link.js';
import { refuseAcquisition } from './transactions/session-adjustments.js';
import { SessionTransactions } from './transactions/session-transactions.js';

/** What Service Bus announces when a connection opens. */
const openOptions = { max_frame_size: 65536, channel_max: 4999, idle_time_out: 240_000 };

/** Links on one session. A client that knows no other limit takes this one for its own, so it has to be told. */
const handleMax = 4999;

/** One client's connection: its links, and what its tokens allow. */
export class ClientConnection {
  readonly #connection: RheaConnection;
  readonly #context: AmqpContext;
  readonly #rights: ConnectionRights;
  readonly #expiry: LinkExpiry;
  readonly #sessions = new Map<unknown, SessionTransfers>();
  readonly #deliveryMemory = new DeliveryMemory();
  readonly #receivers = new Map<SendingLink, ClientReceiver>();
  readonly #sessionLinks = new SessionLinks();
  readonly #entityLinks = new EntityLinks();
  readonly #sites: ConnectionSites;
  readonly #transactions: ConnectionTransactions;
  readonly #requests = new RequestNodes((link) => this.#transfersOf(link));

  constructor(container: Container, stream: AmqpStream, introduction: Introduction, context: AmqpContext) {
    this.#context = context;
    this.#sites = new ConnectionSites(context.faults, {
      drop: () => this.#drop(),
      detach: (link, error) => this.#detach(link, error),
    });
    this.#transactions = new ConnectionTransactions(() => context.namespace.beginTransaction());
    this.#connection = container.create_connection({
      ...openOptions,
      require_sasl: true,
      reconnect: false,
      sender_options: { autosettle: false, treat_modified_as_released: false },
      receiver_options: { autosettle: false, autoaccept: false, credit_window: 0 },
    } as never) as unknown as RheaConnection;
    this.#rights = new ConnectionRights(context.tokenClock, () => this.#connection.hostname);
    this.#expiry = new LinkExpiry(this.#rights, context.tokenDeadlines, (link, error) => this.#detach(link, error));
    this.#replaceTransfers();
    batchWrites(this.#connection, stream);
    this.#listen();
    stream.setNoDelay?.(true);
    stream.on('drain', () => this.#serveReceivers());
    // rhea notices the end of a stream, but not one that is destroyed: its timers would keep the process alive.
    stream.on('close', () => this.#connection.eof());
    this.#connection.accept(stream);
    if (introduction === 'none') skipSasl(this.#connection);
    acceptKeys(this.#connection, (keyName, key) => {
      const grants = context.accessControl.grantsOf(keyName, key);
      this.#rights.addByKey(grants);
      return grants.length > 0;
    });
    this.#guardFrames();
    watchIdleness(stream, openOptions.idle_time_out, (description) =>
      this.#abort(new ProtocolViolation('connection', 'amqp:connection:forced', description)),
    );
  }

  /** Whether both sides have opened the connection. */
  get isOpen(): boolean {
    return this.#connection.is_open();
  }

  /** Closes the connection as soon as the client has opened it, which is when it can be told why. */
  refuse({ condition, message }: BrokerError): void {
    this.#connection.on('connection_open', () => this.#connection.close({ condition, description: message }));
  }

  /** Ends the connection, as a broker that stops does; clients connect again when it is back. */
  close(): void {
    this.#connection.close({ condition: 'amqp:connection:forced', description: 'The broker is stopping.' });
  }

  /** Ends the links that an entity which was deleted or changed no longer allows. */
  checkLinks(): void {
    this.#entityLinks.check();
  }

  /** Every frame is checked as it comes in, and completed as it goes out. */
  #guardFrames(): void {
    const connection = this.#connection;
    const { max_frame_size: maxFrameSize, channel_max: channelMax } = openOptions;
    const guard = new ProtocolGuard(
      connection,
      { channelMax, handleMax },
      {
        onSessionEnded: (session) => this.#forgetSession(session),
        onLinkDetached: (link) =>
          link.is_receiver() ? this.#forgetSender(link as ReceivingLink) : this.#forgetReceiver(link as SendingLink),
      },
    );
    const { amqp_transport: amqp, sasl_transport: sasl } = connection;
    readFrames(sasl.transport, 'sasl', maxFrameSize, (frame) => passToRhea(sasl, frame));
    readFrames(amqp, 'amqp', maxFrameSize, (frame) => guard.onFrame(frame));
    writeWholeFrames(connection);
  }

  #replaceTransfers(): void {
    const connection: ConnectionInternals = this.#connection;
    const create = connection.create_session.bind(connection);
    connection.create_session = () => {
      const session = create();
      const transfers = {
        incoming: new IncomingTransfers(session, this.#deliveryMemory),
        outgoing: new OutgoingTransfers(session),
        transactions: new SessionTransactions(this.#transactions),
      };
      session.incoming = transfers.incoming;
      session.outgoing = transfers.outgoing;
      session.local.begin['handle_max'] = handleMax;
      silenceAfterEnd(session);
      this.#completeFlows(session);
      refuseAcquisition(session);
      this.#sessions.set(session, transfers);
      return session;
    };
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
      if (!ofLink) this.#serveReceivers();
      if (flow.echo !== true) return;
      if (ofLink) session._get_link(frame).issue_flow = true;
      else session._write_flow();
    };
  }

  #listen(): void {
    const connection = this.#connection;
    const on = (event: string, listener: (event: RheaEvent) => void): void => void connection.on(event, listener);
    on('receiver_open', (event) => this.#onSenderAttach(event.receiver));
    on('sender_open', (event) => this.#onReceiverAttach(event.sender));
    on('sender_flow', (event) => {
      this.#receivers.get(event.sender)?.onFlow();
      this.#entityLinks.touch(event.sender);
      if (this.#requests.hasReplyLink(event.sender)) connection._register();
    });
    for (const end of ['sender_close', 'sender_error']) {
      on(end, (event) => this.#forgetReceiver(event.sender));
    }
    for (const end of ['receiver_close', 'receiver_error']) {
      on(end, (event) => this.#forgetSender(event.receiver));
    }
    for (const end of ['session_close', 'session_error']) {
      on(end, (event) => this.#forgetSession(event.session));
    }
    for (const end of ['connection_close', 'connection_error']) {
      connection.on(end, () => this.#forgetAll('closed'));
    }
    connection.on('disconnected', () => this.#forgetAll('lost'));
    connection.on('error', (error: unknown) => this.#abort(error));
    connection.on('protocol_error', (error: unknown) =>
      this.#abort(new ProtocolViolation('connection', 'amqp:connection:framing-error', messageOf(error))),
    );
  }

  /** Ends a connection that cannot go on, for a reason that the client is told if it came as far as to hear it. */
  #abort(error: unknown): void {
    const connection = this.#connection;
    this.#forgetAll('lost');
    if (connection.socket.destroyed) return;
    const condition = error instanceof ProtocolViolation ? error.condition : 'amqp:internal-error';
    const description = messageOf(error);
    this.#context.log.warn({ condition, error: description }, 'A connection cannot go on and is closed');
    // A close needs an open before it, even when it is the open that was wrong.
    connection.open();
    connection.close({ condition, description });
    connection._process();
    connection.socket.destroySoon();
  }

  /** Breaks the connection without a word, as a network does. */
  #drop(): void {
    this.#forgetAll('lost');
    this.#connection.socket.destroy();
  }

  /** Ends a link that was open, for a reason that the client is told. */
  #detach(link: ReceivingLink | SendingLink, error: BrokerError): void {
    if (link.is_sender()) this.#forgetReceiver(link as SendingLink);
    else this.#forgetSender(link as ReceivingLink);
    link.close({ condition: error.condition, description: error.message });
  }

  /** A client wants to send. */
  #onSenderAttach(link: ReceivingLink): void {
    const { target, coordinator } = link.remote.attach;
    const address = target?.address;
    this.#echoTermini(link);
    try {
      if (coordinator) {
        this.#coordinate(link);
        return;
      }
      if (typeof address !== 'string') {
        throw new BrokerError('amqp:not-implemented', 'A link needs the address of a queue or topic.');
      }
      const path = parseEntityPath(address);
      if (isCbs(path)) this.#requests.serve(link, this.#cbs);
      else if (path.management) this.#requests.serve(link, this.#management(link, path));
      else {
        const transfers = this.#transfersOf(link);
        const route = sendingRoute(link, path, this.#rights, this.#context, transfers.transactions);
        this.#open(link, path, (site) => {
          const sender = new ClientSender(link, transfers, route, this.#context, site);
          this.#entityLinks.add(link, { ...route, close: () => sender.close() });
          this.#expiry.watch(link, 'Send', path);
        });
      }
    } catch (error) {
      this.#refuse(link, asBrokerError(error), 'target');
    }
  }

  /** A client wants transactions. */
  #coordinate(link: ReceivingLink): void {
    refuseTransactions(this.#context.tier);
    const { incoming, transactions } = this.#transfersOf(link);
    transactions.addCoordinator();
    new CoordinatorLink(link, incoming, this.#transactions, this.#context.journal);
  }

  /** A client wants to receive. */
  #onReceiverAttach(link: SendingLink): void {
    const address = link.remote.attach.source?.address;
    this.#echoTermini(link);
    try {
      if (typeof address !== 'string') {
        throw new BrokerError('amqp:not-implemented', 'A link needs the address of a queue or subscription.');
      }
      const path = parseEntityPath(address);
      if (isCbs(path) || path.management) {
        this.#requests.addReplyLink(link);
        return;
      }
      this.#rights.check('Listen', path);
      const resource = this.#rights.resource(path);
      const queue = findReceivable(path, resource, this.#context);
      const { transactions } = this.#transfersOf(link);
      transactions.checkReceiver(path.entity);
      transactions.addEntity(path.entity);
      const wanted = wantedSession(link, queue);
      const find = (): Receivable | undefined => {
        findReceivable(path, resource, this.#context);
        return this.#context.namespace.receivable(path);
      };
      this.#open(link, path, (site) => {
        this.#entityLinks.add(link, { entity: find(), find, resource, close: () => this.#forgetReceiver(link) });
        if (wanted === undefined || queue.sessions === undefined) {
          this.#receive(link, queue, path, site);
          return;
        }
        this.#sessionLinks.attach(link, queue.sessions, wanted, {
          onAccepted: (session) => this.#receive(link, session, path, site),
          onRefused: (error) => this.#refuse(link, error, 'source'),
          onLost: (error) => this.#detach(link, error),
        });
      });
    } catch (error) {
      this.#refuse(link, asBrokerError(error), 'source');
    }
  }

  #receive(link: SendingLink, source: MessageSource, path: EntityPath, site: FaultSite): void {
    const receiver = new ClientReceiver(link, this.#transfersOf(link), source, this.#context, site);
    this.#receivers.set(link, receiver);
    this.#expiry.watch(link, 'Listen', path);
    // Some clients give credit before they hear that they are attached.
    receiver.onFlow();
  }

  /** Opens a link, unless a test wants it to fail. */
  #open(link: ReceivingLink | SendingLink, path: EntityPath, open: (site: FaultSite) => void): void {
    const site = this.#sites.open(link, formatEntityPath(path));
    this.#context.faults.meet('attach', site, {
      proceed: () => open(site),
      refuse: (error) => {
        throw error;
      },
    });
  }

  /** Clients compare what they asked for with what they get. */
  #echoTermini(link: ReceivingLink | SendingLink): void {
    const { source, target, snd_settle_mode, rcv_settle_mode } = link.remote.attach;
    const { attach } = link.local;
    // What is absent is not undefined, but a null of rhea's.
    if (source?.described) attach['source'] = source.described();
    if (target?.described) attach['target'] = target.described();
    if (snd_settle_mode !== undefined) attach['snd_settle_mode'] = snd_settle_mode;
    if (rcv_settle_mode !== undefined) attach['rcv_settle_mode'] = rcv_settle_mode;
  }

  /** A refused link is attached without the terminus that matters and detached at once, in one write. */
  #refuse(link: ReceivingLink | SendingLink, error: BrokerError, terminus: 'source' | 'target'): void {
    this.#context.log.debug({ link: link.name, condition: error.condition }, error.message);
    this.#entityLinks.forget(link);
    this.#sites.close(link);
    link.local.attach[terminus] = undefined;
    link.close({ condition: error.condition, description: error.message });
  }

  readonly #cbs: RequestNode = {
    address: cbsAddress,
    statusNames: cbsStatusNames,
    answer: (request, respond) => handleCbsRequest(request, this.#context, this.#rights, respond),
  };

  #management(link: ReceivingLink, path: EntityPath): RequestNode {
    const site = this.#sites.open(link, formatEntityPath(path));
    const rights = {
      authorize: (right: AccessRight): void => this.#rights.check(right, path),
      heldSession: (queue: MessageQueue, sessionId: string) => this.#sessionLinks.held(queue, sessionId),
    };
    return {
      address: nodePathOf(path),
      statusNames: managementStatusNames,
      answer: (request, respond) =>
        this.#context.faults.meet('manage', site, {
          proceed: () => handleManagementRequest(request, path, this.#context, rights, respond),
          refuse: (error) => respond(refusal(error)),
        }),
    };
  }

  #transfersOf(link: ReceivingLink | SendingLink): SessionTransfers {
    const transfers = this.#sessions.get(link.session);
    if (transfers === undefined) throw new BrokerError('amqp:internal-error', 'The link has no session.');
    return transfers;
  }

  #serveReceivers(): void {
    for (const receiver of this.#receivers.values()) receiver.source.dispatch();
  }

  #forgetReceiver(link: SendingLink): void {
    this.#expiry.forget(link);
    this.#entityLinks.forget(link);
    this.#receivers.get(link)?.close('closed');
    this.#receivers.delete(link);
    this.#sessionLinks.forget(link);
    this.#requests.removeReplyLink(link);
    this.#sites.close(link);
    this.#sessions.get(link.session)?.outgoing.forget(link);
  }

  #forgetSender(link: ReceivingLink): void {
    this.#transactions.rollbackAllOf(link);
    this.#expiry.forget(link);
    this.#entityLinks.forget(link);
    this.#sites.close(link);
    this.#sessions.get(link.session)?.incoming.forget(link);
  }

  #forgetSession(session: RheaSession): void {
    for (const link of [
      ...this.#receivers.keys(),
      ...this.#requests.replyLinks,
      ...this.#sessionLinks.waitingOn(session),
    ]) {
      if ((link.session as unknown) === session) this.#forgetReceiver(link);
    }
    this.#transactions.rollbackAllIn(session);
    this.#expiry.forgetSession(session);
    this.#entityLinks.forgetSession(session);
    this.#sessions.get(session)?.incoming.clear();
    this.#sessions.delete(session);
  }

  #forgetAll(end: LinkEnd): void {
    for (const receiver of this.#receivers.values()) receiver.close(end);
    this.#receivers.clear();
    this.#sessionLinks.clear();
    this.#entityLinks.clear();
    this.#requests.clear();
    this.#sites.clear();
    this.#transactions.rollbackAll();
    this.#sessions.clear();
    this.#expiry.clear();
    this.#rights.clear();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isCbs({ entity, management }: EntityPath): boolean {
  return entity.toLowerCase() === cbsAddress && !management;
}
