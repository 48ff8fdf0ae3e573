import type { Socket } from 'node:net';

import type { AccessRight } from '@ams/service-bus-model';
import rhea, { type Container } from 'rhea';

import { allows, type Grant } from '../access/access-control.js';
import { unauthorized } from '../access/shared-access-signature.js';
import { type EntityPath, formatEntityPath, parseEntityPath } from '../engine/entity-path.js';
import { BrokerError } from '../engine/errors.js';
import type { MessageQueue } from '../engine/message-queue.js';
import { cbsAddress, cbsStatusNames, handleCbsRequest } from './cbs.js';
import { ClientReceiver } from './client-receiver.js';
import { asBrokerError, ClientSender, findSendable, notFound } from './client-sender.js';
import { type DeliveryHandler, IncomingTransfers } from './incoming-transfers.js';
import { handleManagementRequest, managementStatusNames } from './management.js';
import type { AmqpContext } from './node.js';
import { accepted, rejected } from './outcomes.js';
import { OutgoingTransfers } from './outgoing-transfers.js';
import { decodeRequest, encodeResponse, type NodeResponse, type StatusNames } from './request.js';
import type {
  ConnectionInternals,
  ReceivingLink,
  RheaConnection,
  RheaEvent,
  RheaSession,
  SendingLink,
} from './rhea-internals.js';

/** What Service Bus announces when a connection opens. */
const openOptions = { max_frame_size: 65536, channel_max: 4999, idle_time_out: 240_000 };

/** Largest request to `$cbs` or `$management`: a scheduled batch of the largest messages, and their envelopes. */
const largestRequest = 128 * 1024 * 1024;
const requestCredit = 1000;

/** rhea's container with the two ways to introduce oneself that Service Bus offers; both lead to `$cbs`. */
export function createServerContainer(): Container {
  const container = rhea.create_container({ id: 'local-broker' });
  const mechanisms = container.sasl_server_mechanisms as Record<string, unknown>;
  // The order is Service Bus's: clients take the first they know.
  delete mechanisms['ANONYMOUS'];
  mechanisms['MSSBCBS'] = () => ({ outcome: undefined, start: acceptAnyone });
  container.sasl_server_mechanisms.enable_anonymous();
  return container;
}

function acceptAnyone(this: { outcome: boolean | undefined }): void {
  this.outcome = true;
}

/** One client's connection: its links, and what its tokens allow. */
export class ClientConnection {
  readonly #connection: RheaConnection;
  readonly #context: AmqpContext;
  readonly #grants = new Map<string, Grant>();
  readonly #sessions = new Map<unknown, { incoming: IncomingTransfers; outgoing: OutgoingTransfers }>();
  readonly #receivers = new Map<SendingLink, ClientReceiver>();
  /** Links on which answers of `$cbs` and `$management` go out. */
  readonly #replyLinks = new Set<SendingLink>();

  constructor(container: Container, socket: Socket, context: AmqpContext) {
    this.#context = context;
    this.#connection = container.create_connection({
      ...openOptions,
      require_sasl: true,
      reconnect: false,
      sender_options: { autosettle: false, treat_modified_as_released: false },
      receiver_options: { autosettle: false, autoaccept: false, credit_window: 0 },
    } as never) as unknown as RheaConnection;
    this.#replaceTransfers();
    this.#batchWrites(socket);
    this.#listen();
    socket.setNoDelay(true);
    socket.on('drain', () => this.#serveReceivers());
    // rhea notices the end of a stream, but not a socket that is destroyed: its timers would keep the process alive.
    socket.on('close', () => this.#connection.eof());
    this.#connection.accept(socket);
  }

  /** Ends the connection, as a broker that stops does; clients connect again when it is back. */
  close(): void {
    this.#connection.close({ condition: 'amqp:connection:forced', description: 'The broker is stopping.' });
  }

  #replaceTransfers(): void {
    const connection: ConnectionInternals = this.#connection;
    const create = connection.create_session.bind(connection);
    connection.create_session = () => {
      const session = create();
      const transfers = { incoming: new IncomingTransfers(session), outgoing: new OutgoingTransfers(session) };
      session.incoming = transfers.incoming;
      session.outgoing = transfers.outgoing;
      this.#sessions.set(session, transfers);
      return session;
    };
  }

  /** All frames of one turn leave in one write: rhea would write each by itself. */
  #batchWrites(socket: Socket): void {
    const connection = this.#connection;
    const process = connection._process.bind(connection);
    connection._process = () => {
      socket.cork();
      try {
        process();
      } finally {
        socket.uncork();
      }
    };
  }

  #listen(): void {
    const connection = this.#connection;
    const on = (event: string, listener: (event: RheaEvent) => void): void => void connection.on(event, listener);
    on('receiver_open', (event) => this.#onSenderAttach(event.receiver));
    on('sender_open', (event) => this.#onReceiverAttach(event.sender));
    on('sender_flow', (event) => {
      this.#receivers.get(event.sender)?.onFlow();
      if (this.#replyLinks.has(event.sender)) connection._register();
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
    for (const end of ['connection_close', 'connection_error', 'disconnected']) {
      connection.on(end, () => this.#forgetAll());
    }
    for (const failure of ['error', 'protocol_error']) {
      connection.on(failure, (error: unknown) => {
        this.#context.log.warn({ error: String(error) }, 'A client broke the protocol; its connection is closed');
        this.#forgetAll();
      });
    }
  }

  /** A client wants to send. */
  #onSenderAttach(link: ReceivingLink): void {
    const address = link.remote.attach.target?.address;
    this.#echoTermini(link);
    try {
      if (address === undefined) throw new BrokerError('amqp:not-implemented', 'A link needs a target address.');
      const transfers = this.#transfersOf(link);
      const path = parseEntityPath(address);
      if (address === cbsAddress) this.#answerRequests(link, cbsAddress, cbsStatusNames, this.#cbs);
      else if (path.management) this.#answerRequests(link, address, managementStatusNames, this.#management(path));
      else {
        this.#authorize('Send', path);
        new ClientSender(
          link,
          transfers.incoming,
          findSendable(path, this.#resource(path), this.#context),
          this.#context,
        );
      }
    } catch (error) {
      this.#refuse(link, asBrokerError(error), 'target');
    }
  }

  /** A client wants to receive. */
  #onReceiverAttach(link: SendingLink): void {
    const address = link.remote.attach.source?.address;
    this.#echoTermini(link);
    try {
      if (address === undefined) throw new BrokerError('amqp:not-implemented', 'A link needs a source address.');
      const path = parseEntityPath(address);
      if (address === cbsAddress || path.management) {
        this.#replyLinks.add(link);
        return;
      }
      this.#authorize('Listen', path);
      const receiver = new ClientReceiver(
        link,
        this.#transfersOf(link).outgoing,
        this.#findMessageQueue(path),
        this.#context,
      );
      this.#receivers.set(link, receiver);
    } catch (error) {
      this.#refuse(link, asBrokerError(error), 'source');
    }
  }

  #findMessageQueue(path: EntityPath): MessageQueue {
    const queue = this.#context.namespace.messageQueue(path);
    if (queue === undefined) throw notFound(this.#resource(path));
    const status = this.#context.namespace.receivable(path)?.definition.status;
    if (status === 'Disabled' || status === 'ReceiveDisabled') {
      throw new BrokerError(
        'com.microsoft:entity-disabled',
        `'${queue.settings.path}' does not give out messages: its status is ${status}.`,
      );
    }
    return queue;
  }

  /** Clients compare what they asked for with what they get. */
  #echoTermini(link: ReceivingLink | SendingLink): void {
    const { source, target, snd_settle_mode, rcv_settle_mode } = link.remote.attach;
    const { attach } = link.local;
    if (source) attach['source'] = source.described();
    if (target) attach['target'] = target.described();
    if (snd_settle_mode !== undefined) attach['snd_settle_mode'] = snd_settle_mode;
    if (rcv_settle_mode !== undefined) attach['rcv_settle_mode'] = rcv_settle_mode;
  }

  /** A refused link is attached without the terminus that matters and detached at once, in one write. */
  #refuse(link: ReceivingLink | SendingLink, error: BrokerError, terminus: 'source' | 'target'): void {
    this.#context.log.debug({ link: link.name, condition: error.condition }, error.message);
    link.local.attach[terminus] = undefined;
    link.close({ condition: error.condition, description: error.message });
  }

  #authorize(right: AccessRight, path: EntityPath): void {
    const now = this.#context.clock.now();
    // Clients get a token of its own for the management node.
    for (const grant of this.#grants.values()) if (allows(grant, right, nodePathOf(path), now)) return;
    throw unauthorized(
      `Unauthorized access. '${right}' claim(s) are required to perform this operation. ` +
        `Resource: '${this.#resource(path)}'. Use the connection string of a rule that has the right.`,
    );
  }

  /** The entity as SDKs name it in errors. */
  #resource(path: EntityPath): string {
    return `sb://${this.#connection.hostname ?? 'localhost'}/${formatEntityPath(path)}`;
  }

  #answerRequests(link: ReceivingLink, address: string, names: StatusNames, answer: Answer): void {
    const { incoming, outgoing } = this.#transfersOf(link);
    const handler: DeliveryHandler = {
      maxMessageSize: largestRequest,
      onOversized: (delivery) =>
        incoming.settle(delivery, rejected(new BrokerError('amqp:link:message-size-exceeded', 'Too large a request.'))),
      onDelivery: (delivery) => {
        link.add_credit(1);
        try {
          const request = decodeRequest(delivery.bytes);
          // Before the answer: some clients take one that comes first for a failure.
          incoming.settle(delivery, accepted);
          answer(request, (response) => {
            const replyLink = this.#replyLinkFor(link, address, request.replyTo);
            if (replyLink === undefined) return;
            const bytes = encodeResponse(request, response, names);
            const replies = replyLink.session === link.session ? outgoing : this.#transfersOf(replyLink).outgoing;
            replies.send(replyLink, { tag: replyTag, bytes });
          });
        } catch (error) {
          incoming.settle(delivery, rejected(asBrokerError(error)));
        }
      },
    };
    incoming.handle(link, handler);
    link.add_credit(requestCredit);
  }

  /** By the name or the address that the request gives; clients that give none mean the link of the same node. */
  #replyLinkFor(link: ReceivingLink, address: string, replyTo: string | undefined): SendingLink | undefined {
    const links = [...this.#replyLinks];
    return (
      links.find(({ name }) => name === replyTo) ??
      links.find(({ remote }) => replyTo !== undefined && remote.attach.target?.address === replyTo) ??
      links.find(({ session, remote }) => session === link.session && sameNode(remote.attach.source?.address, address))
    );
  }

  readonly #cbs: Answer = (request, respond) =>
    respond(handleCbsRequest(request, this.#context, (grant) => this.#grants.set(grant.path, grant)));

  #management(path: EntityPath): Answer {
    return (request, respond) =>
      handleManagementRequest(request, path, this.#context, (right) => this.#authorize(right, path), respond);
  }

  #transfersOf(link: ReceivingLink | SendingLink): { incoming: IncomingTransfers; outgoing: OutgoingTransfers } {
    const transfers = this.#sessions.get(link.session);
    if (transfers === undefined) throw new BrokerError('amqp:internal-error', 'The link has no session.');
    return transfers;
  }

  #serveReceivers(): void {
    for (const receiver of this.#receivers.values()) receiver.queue.dispatch();
  }

  #forgetReceiver(link: SendingLink): void {
    this.#receivers.get(link)?.close();
    this.#receivers.delete(link);
    this.#replyLinks.delete(link);
    this.#sessions.get(link.session)?.outgoing.forget(link);
  }

  #forgetSender(link: ReceivingLink): void {
    this.#sessions.get(link.session)?.incoming.forget(link);
  }

  #forgetSession(session: RheaSession): void {
    for (const link of [...this.#receivers.keys(), ...this.#replyLinks]) {
      if ((link.session as unknown) === session) this.#forgetReceiver(link);
    }
    this.#sessions.delete(session);
  }

  #forgetAll(): void {
    for (const receiver of this.#receivers.values()) receiver.close();
    this.#receivers.clear();
    this.#replyLinks.clear();
    this.#sessions.clear();
    this.#grants.clear();
  }
}

type Answer = (request: ReturnType<typeof decodeRequest>, respond: (response: NodeResponse) => void) => void;

const replyTag = Buffer.from([0]);

function sameNode(a: string | undefined, b: string): boolean {
  return a !== undefined && nodePathOf(parseEntityPath(a)) === nodePathOf(parseEntityPath(b));
}

function nodePathOf(path: EntityPath): string {
  return `${formatEntityPath(path)}${path.management ? '/$management' : ''}`.toLowerCase();
}
