import type { Container } from 'rhea';

import type { BrokerError } from '../engine/errors.js';
import type { LinkEnd } from '../engine/message-source.js';
import type { AmqpStream, Introduction } from './amqp-stream.js';
import { batchWrites, skipSasl } from './connection-adjustments.js';
import { ConnectionLinks } from './connection-links.js';
import { ConnectionRights } from './connection-rights.js';
import { ConnectionSessions } from './connection-sessions.js';
import { type ConnectionOrigin, type ConnectionState, originOf, productOf } from './connection-state.js';
import { readFrames } from './frame-reader.js';
import { writeWholeFrames } from './frame-writer.js';
import { watchIdleness } from './idleness.js';
import type { AmqpContext } from './amqp-context.js';
import type { IncomingMemory } from './incoming-memory.js';
import { ProtocolGuard } from './protocol-guard.js';
import { ProtocolViolation } from './protocol-violation.js';
import { passToRhea } from './rhea-internals.js';
import type { AnyLink, RheaConnection, RheaEvent } from './rhea-internals.js';
import { acceptKeys } from './server-container.js';
import { ConnectionTransactions } from './transactions/connection-transactions.js';

/** What Service Bus announces when a connection opens. */
const openOptions = { max_frame_size: 65536, channel_max: 4999, idle_time_out: 240_000 };

/** Links on one session. A client that knows no other limit takes this one for its own, so it has to be told. */
const handleMax = 4999;

/** One client's connection. */
export class ClientConnection {
  readonly #connection: RheaConnection;
  readonly #context: AmqpContext;
  readonly #rights: ConnectionRights;
  readonly #links: ConnectionLinks;
  readonly #origin: ConnectionOrigin;

  /**
   * @param incomingMemory what all connections share for deliveries that are still incoming.
   * @param id the connection's number.
   */
  constructor(
    container: Container,
    stream: AmqpStream,
    introduction: Introduction,
    context: AmqpContext,
    incomingMemory: IncomingMemory,
    id: string,
  ) {
    this.#context = context;
    this.#origin = originOf(stream, id, context.clock.now());
    this.#connection = container.create_connection({
      ...openOptions,
      require_sasl: true,
      reconnect: false,
      sender_options: { autosettle: false, treat_modified_as_released: false },
      receiver_options: { autosettle: false, autoaccept: false, credit_window: 0 },
    } as never) as unknown as RheaConnection;
    const rights = new ConnectionRights(context.tokenClock, () => this.#connection.hostname);
    const transactions = new ConnectionTransactions(() => context.namespace.beginTransaction());
    const onWindow = (): void => this.#links.serveReceivers();
    const sessions = new ConnectionSessions(this.#connection, { handleMax, transactions, incomingMemory, onWindow });
    this.#rights = rights;
    this.#links = new ConnectionLinks(context, {
      rights,
      sessions,
      transactions,
      connectionId: id,
      containerId: () => this.#connection.container_id,
      drop: () => this.#drop(),
    });
    batchWrites(this.#connection, stream);
    this.#listen();
    stream.setNoDelay?.(true);
    stream.on('drain', () => this.#links.serveReceivers());
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

  /** What is known of it now; only of one that is open. */
  get state(): ConnectionState {
    return {
      ...this.#origin,
      containerId: this.#connection.container_id,
      product: productOf(this.#connection.properties),
      identities: this.#rights.identities,
      links: this.#links.states,
    };
  }

  /** Calls back once the client has opened the connection. */
  onOpen(callback: () => void): void {
    this.#connection.once('connection_open', callback);
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
    this.#links.check();
  }

  /** Every frame is checked as it comes in, and completed as it goes out. */
  #guardFrames(): void {
    const connection = this.#connection;
    const { max_frame_size: maxFrameSize, channel_max: channelMax } = openOptions;
    const guard = new ProtocolGuard(
      connection,
      { channelMax, handleMax },
      {
        onSessionEnded: (session) => this.#links.endSession(session),
        onLinkDetached: (link) => this.#links.end(link as AnyLink),
      },
    );
    const { amqp_transport: amqp, sasl_transport: sasl } = connection;
    readFrames(sasl.transport, 'sasl', maxFrameSize, (frame) => passToRhea(sasl, frame));
    readFrames(amqp, 'amqp', maxFrameSize, (frame) => guard.onFrame(frame));
    writeWholeFrames(connection);
  }

  #listen(): void {
    const connection = this.#connection;
    const on = (event: string, listener: (event: RheaEvent) => void): void => void connection.on(event, listener);
    on('receiver_open', (event) => this.#links.attachSender(event.receiver));
    on('sender_open', (event) => this.#links.attachReceiver(event.sender));
    on('sender_flow', (event) => this.#links.onFlow(event.sender));
    for (const end of ['sender_close', 'sender_error']) on(end, (event) => this.#links.end(event.sender));
    for (const end of ['receiver_close', 'receiver_error']) on(end, (event) => this.#links.end(event.receiver));
    for (const end of ['session_close', 'session_error']) on(end, (event) => this.#links.endSession(event.session));
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

  #forgetAll(end: LinkEnd): void {
    this.#links.endAll(end);
    this.#rights.clear();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
