import type { IncomingFrame } from './frame-reader.js';
import { LinkTable } from './link-table.js';
import { passToRhea } from './rhea-internals.js';
import { ProtocolViolation } from './protocol-violation.js';
import type {
  AttachFields,
  EndpointError,
  FlowFields,
  Frame,
  LinkInternals,
  OpenFields,
  RheaConnection,
  RheaSession,
  TransferFields,
} from './rhea-internals.js';

/** Smallest frame that every peer must take (AMQP 1.0, part 2.7.1). */
const smallestMaxFrameSize = 512;
/** Heartbeats more often than this would be a load and no use, in milliseconds. */
const shortestIdleTimeOut = 1000;
/** rhea sends heartbeats at half of what the client announced. They go out at least each 30 s. */
const longestIdleTimeOut = 60_000;

/** Hears of what is closed because its client broke a rule. */
export interface ViolationListener {
  onSessionEnded(session: RheaSession): void;
  onLinkDetached(link: LinkInternals): void;
}

/** What a client may use at most of channels and handles: numbers, counted from 0. */
export interface ChannelLimits {
  readonly channelMax: number;
  readonly handleMax: number;
}

/**
 * Stands between the frames of a connection and rhea, which trusts that frames come when they may: sessions that were
 * begun, links that were attached, deliveries within the credit. What breaks a rule ends as much as AMQP 1.0 says, and
 * what comes after an end is not looked at.
 */
export class ProtocolGuard {
  readonly #connection: RheaConnection;
  readonly #limits: ChannelLimits;
  readonly #listener: ViolationListener;
  readonly #links = new LinkTable();
  #opened = false;
  #closed = false;

  constructor(connection: RheaConnection, limits: ChannelLimits, listener: ViolationListener) {
    this.#connection = connection;
    this.#limits = limits;
    this.#listener = listener;
  }

  /** @throws ProtocolViolation when the connection cannot go on. */
  onFrame(frame: IncomingFrame): void {
    const { state } = this.#connection;
    if (this.#closed || (this.#opened && !state.local_open && frame.name !== 'close')) return;
    try {
      this.#take(frame);
    } catch (error) {
      this.#closed = true;
      throw error;
    }
  }

  #take(frame: IncomingFrame): void {
    switch (frame.name) {
      case 'open':
        this.#onOpen(frame as unknown as Frame<OpenFields>);
        break;
      case 'close':
        this.#requireOpen(frame);
        this.#closed = true;
        break;
      case 'begin':
        this.#onBegin(frame);
        break;
      default:
        this.#onSessionFrame(frame);
        return;
    }
    this.#pass(frame);
  }

  #pass(frame: IncomingFrame): void {
    passToRhea(this.#connection, frame);
  }

  #onOpen({ performative: open }: Frame<OpenFields>): void {
    if (this.#opened) throw violation('amqp:illegal-state', 'The connection is open already.');
    const { max_frame_size: maxFrameSize, idle_time_out: idleTimeOut } = open;
    if (typeof maxFrameSize === 'number' && maxFrameSize < smallestMaxFrameSize) {
      throw violation(
        'amqp:invalid-field',
        `A max-frame-size of ${maxFrameSize} is less than ${smallestMaxFrameSize}.`,
      );
    }
    if (idleTimeOut) {
      if (idleTimeOut < shortestIdleTimeOut) {
        throw violation(
          'amqp:not-allowed',
          `An idle-time-out of ${idleTimeOut} ms is less than ${shortestIdleTimeOut}.`,
        );
      }
      open.idle_time_out = Math.min(idleTimeOut, longestIdleTimeOut);
    }
    this.#opened = true;
  }

  #onBegin(frame: IncomingFrame): void {
    this.#requireOpen(frame);
    const { channel, performative } = frame;
    if (channel > this.#limits.channelMax) {
      throw violation(
        'amqp:connection:framing-error',
        `Channel ${channel} is beyond the channel-max of ${this.#limits.channelMax}.`,
      );
    }
    const remoteChannel = performative['remote_channel'];
    if (remoteChannel !== undefined && remoteChannel !== null) {
      throw violation('amqp:not-found', `The broker has begun no session on channel ${String(remoteChannel)}.`);
    }
    if (this.#connection.remote_channel_map[channel]) {
      throw violation('amqp:illegal-state', `Channel ${channel} has a session already.`);
    }
  }

  #requireOpen({ name }: IncomingFrame): void {
    if (!this.#opened) throw violation('amqp:illegal-state', `'${name}' came before 'open'.`);
  }

  #onSessionFrame(frame: IncomingFrame): void {
    this.#requireOpen(frame);
    const { channel, name } = frame;
    const session = this.#connection.remote_channel_map[channel];
    if (session === undefined) {
      // What closes may cross what the other side closes.
      if (name === 'end' || name === 'detach') return;
      throw violation('amqp:not-found', `'${name}' came on channel ${channel}, which has no session.`);
    }
    if (name === 'end') {
      this.#onEnd(frame, session);
      return;
    }
    if (!session.state.local_open) return;
    try {
      this.#onFrameOf(session, frame);
    } catch (error) {
      if (!(error instanceof ProtocolViolation) || error.scope !== 'session') throw error;
      session.close(endpointError(error));
      this.#links.forgetAll(session);
      this.#listener.onSessionEnded(session);
    }
  }

  /** The client may use the channel again at once. */
  #onEnd(frame: IncomingFrame, session: RheaSession): void {
    this.#pass(frame);
    this.#links.forgetAll(session);
    delete this.#connection.remote_channel_map[frame.channel];
  }

  #onFrameOf(session: RheaSession, frame: IncomingFrame): void {
    switch (frame.name) {
      case 'attach':
        this.#onAttach(session, frame as unknown as Frame<AttachFields>);
        return;
      case 'detach':
        this.#onDetach(session, frame);
        return;
      case 'flow':
        this.#onFlow(session, frame as unknown as Frame<FlowFields> & IncomingFrame);
        return;
      case 'transfer':
        this.#onTransfer(session, frame as unknown as Frame<TransferFields> & IncomingFrame);
        return;
      default:
        this.#pass(frame);
    }
  }

  #onAttach(session: RheaSession, frame: Frame<AttachFields>): void {
    const { handle, name, role } = frame.performative;
    if (handle > this.#limits.handleMax) {
      throw violation(
        'amqp:connection:framing-error',
        `Handle ${handle} is beyond the handle-max of ${this.#limits.handleMax}.`,
      );
    }
    if (session.remote.handles[handle]) {
      throw ofSession('amqp:session:handle-in-use', `Handle ${handle} has a link already.`);
    }
    const stolen = this.#links.find(role, name);
    if (stolen) {
      this.#detach(stolen, { condition: 'amqp:link:stolen', description: `Link '${name}' was attached again.` });
    }
    this.#links.attach(session, frame);
  }

  /** The client may use the handle again at once. */
  #onDetach(session: RheaSession, frame: IncomingFrame): void {
    const handle = Number(frame.performative['handle']);
    const link = session.remote.handles[handle];
    if (link === undefined) return;
    this.#links.forget(link);
    // As it was asked: rhea answers every detach as one that closes the link.
    if (frame.performative['closed'] !== true) link.close = () => link.detach();
    this.#pass(frame);
    delete session.remote.handles[handle];
  }

  #onFlow(session: RheaSession, frame: Frame<FlowFields> & IncomingFrame): void {
    const flow: FlowFields = frame.performative;
    if (typeof flow.handle === 'number') {
      const link = linkAt(session, flow.handle, frame.name);
      // Of a link that the broker detached, only what is said of the session still counts.
      if (!link.state.local_open) flow.handle = null;
    }
    this.#pass(frame);
  }

  #onTransfer(session: RheaSession, frame: Frame<TransferFields> & IncomingFrame): void {
    const { handle } = frame.performative as TransferFields;
    const link = linkAt(session, handle, frame.name);
    try {
      if (!link.is_receiver()) {
        throw new ProtocolViolation(
          'link',
          'amqp:not-allowed',
          `Link '${link.name}' is one to receive on, not to send.`,
        );
      }
      this.#pass(frame);
    } catch (error) {
      if (!(error instanceof ProtocolViolation) || error.scope !== 'link') throw error;
      this.#detach(link, endpointError(error));
    }
  }

  #detach(link: LinkInternals, error: EndpointError): void {
    this.#links.forget(link);
    link.close(error);
    this.#listener.onLinkDetached(link);
  }
}

/** @throws ProtocolViolation `amqp:session:unattached-handle` */
function linkAt(session: RheaSession, handle: number, frameName: string): LinkInternals {
  const link = session.remote.handles[handle];
  if (link === undefined) {
    throw ofSession('amqp:session:unattached-handle', `'${frameName}' names handle ${handle}, which has no link.`);
  }
  return link;
}

function endpointError({ condition, message }: ProtocolViolation): EndpointError {
  return { condition, description: message };
}

function violation(condition: ProtocolViolation['condition'], message: string): ProtocolViolation {
  return new ProtocolViolation('connection', condition, message);
}

function ofSession(condition: ProtocolViolation['condition'], message: string): ProtocolViolation {
  return new ProtocolViolation('session', condition, message);
}
