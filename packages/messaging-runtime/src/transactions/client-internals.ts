import type { EventEmitter } from 'node:events';
import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusSender } from '@azure/service-bus';
import type { Outgoing } from '../processing/complete-and-send.js';
import { NoTransactionsError } from './refusal.js';

/**
 * The parts of `@azure/service-bus` and of rhea underneath that transactions need and that neither has typings for. They
 * are reached here and nowhere else, and looked at before they are used: where a part is missing, the error names it. The
 * client's version is pinned, and a test shows that each of them is there.
 */

/** A value as rhea has it, with its AMQP type. */
export interface Typed {
  readonly value: unknown;
  readonly descriptor?: Typed;
}

export interface RheaTypes {
  readonly Reader: new (bytes: Buffer) => { remaining(): number; read(): Typed };
  readonly Writer: new () => { write(value: Typed): void; toBuffer(): Buffer };
  wrap(value: unknown): Typed;
  wrap_binary(bytes: Buffer): Typed;
  wrap_boolean(value: boolean): Typed;
  wrap_list(values: readonly unknown[]): Typed;
  wrap_string(value: string): Typed;
  wrap_symbol(value: string): Typed;
  wrap_ulong(value: number): Typed;
  wrap_array(values: readonly unknown[], typeCode: number, descriptors: undefined): Typed;
  /** @param entries keys and values in turn */
  Map32(entries: readonly Typed[]): Typed;
  described_nc(descriptor: Typed, value: Typed): Typed;
}

/** What encodes and decodes: the very rhea that the client uses, so that its values are the client's. */
export interface RheaCodec {
  readonly types: RheaTypes;
  readonly message: { accepted(): { described(): Typed } };
}

export interface DispositionFields {
  readonly first: number;
  readonly last?: number | null | undefined;
  readonly settled?: boolean | null | undefined;
  readonly state?: Typed | null | undefined;
}

export interface RheaLink extends EventEmitter {
  readonly session: RheaSession;
  readonly connection: RheaConnection;
  readonly local: { readonly attach: Record<string, unknown> };
  readonly error?: unknown;
  is_open(): boolean;
}

export interface RheaSender extends RheaLink {
  send(bytes: Buffer, tag: undefined, format: number): { readonly id: number };
}

export interface RheaSession extends EventEmitter {
  readonly error?: unknown;
  readonly incoming: {
    on_disposition(fields: DispositionFields): void;
    /** Writes the dispositions that wait. */
    process(session: RheaSession): void;
  };
  readonly outgoing: {
    on_disposition(fields: DispositionFields): void;
    compute_max_payload(tag: Buffer): number | undefined;
  };
  begin(): void;
  is_open(): boolean;
  close(): void;
  output(frame: { readonly delivery_id?: number; readonly value: (Typed | undefined)[] }, payload?: Buffer): void;
  on_attach(frame: { readonly performative: { target: Typed | null } }): void;
  open_sender(options: object): RheaSender;
}

export interface RheaConnection extends EventEmitter {
  is_open(): boolean;
  create_session(): RheaSession;
}

/** A message on its way from a link of the client, not settled yet. */
export interface ReceivedDelivery {
  readonly id: number;
  readonly link: RheaLink;
  readonly remote_settled?: boolean;
  update(settled: boolean, state: Typed): void;
}

/** A token for the AMQP connection. */
interface Token {
  readonly token: string;
  readonly expiresOnTimestamp: number;
}

/** What a client proves its rights with. */
interface ConnectionContext {
  readonly config: { readonly endpoint: string };
  readonly connection: { readonly container: RheaCodec };
  readonly tokenCredential: {
    readonly isSasTokenProvider?: boolean;
    getToken(scope: string): Promise<Token | null> | Token;
  };
  readonly cbsSession: {
    negotiateClaim(audience: string, token: string, type: string, options: object): Promise<unknown>;
  };
}

/** The scope of Entra ID tokens for Service Bus. */
const entraScope = 'https://servicebus.azure.net//.default';

/** How long a signature is used, in milliseconds: the client makes them for an hour, and itself renews them after this. */
const signatureLife = 45 * 60_000;

/** How long before its end an Entra ID token is renewed, in milliseconds. */
const entraMargin = 2 * 60_000;

/** Longest wait for the answer to a token, in milliseconds. */
const claimTimeout = 30_000;

/** Address of the namespace that the client is of, with a slash at the end: `sb://localhost:5672/`. */
export function endpointOf(client: ServiceBusClient): string {
  return contextOf(client).config.endpoint;
}

/** What encodes the client's AMQP values. */
export function codecOf(client: ServiceBusClient): RheaCodec {
  return contextOf(client).connection.container;
}

/**
 * Makes a right known on a client's connection.
 *
 * @param connected the client that has the connection
 * @param entitled the client whose key or credential has the right; it need not be connected
 * @returns when it is to be put anew, in milliseconds since the epoch
 */
export async function putToken(
  connected: ServiceBusClient,
  entitled: ServiceBusClient,
  entity: string,
): Promise<number> {
  const { cbsSession, config } = contextOf(connected);
  const { tokenCredential } = contextOf(entitled);
  const isSas = tokenCredential.isSasTokenProvider === true;
  const audience = `${config.endpoint}${entity}`;
  const token = await tokenCredential.getToken(isSas ? audience : entraScope);
  if (token === null) throw new Error(`No token for ${audience}: the credential gave none`);
  const type = isSas ? 'servicebus.windows.net:sastoken' : 'jwt';
  await cbsSession.negotiateClaim(audience, token.token, type, { timeoutInMs: claimTimeout });
  return isSas ? Date.now() + signatureLife : token.expiresOnTimestamp - entraMargin;
}

/** The delivery of a message that was received over a link. */
export function deliveryOf(message: ServiceBusReceivedMessage): ReceivedDelivery {
  const { delivery } = message as unknown as { readonly delivery?: ReceivedDelivery };
  checkParts('message', { delivery }, deliveryParts);
  return delivery as ReceivedDelivery;
}

/** The link that a message came over; undefined if the message is no client's, or the client is made otherwise. */
export function linkOf(message: ServiceBusReceivedMessage): RheaLink | undefined {
  const { delivery } = message as unknown as { readonly delivery?: { readonly link?: RheaLink } };
  const link = delivery?.link;
  return typeof link?.is_open === 'function' && typeof link.once === 'function' ? link : undefined;
}

/**
 * Gives a message back with AMQP's outcome `released`, which Service Bus does not count as a delivery. The client has no
 * method for it, though it does the same with messages that come when nobody waits for them any more.
 *
 * @returns whether it could: not if its link is closed, or the client is made otherwise
 */
export function release(message: ServiceBusReceivedMessage): boolean {
  const { delivery } = message as unknown as { readonly delivery?: { release?: () => void } };
  if (linkOf(message)?.is_open() !== true || typeof delivery?.release !== 'function') return false;
  delivery.release();
  return true;
}

/** Calls when nothing that was settled on a link can be answered any more. */
export function whenLost(link: RheaLink, onLost: () => void): void {
  link.once('receiver_close', onLost);
  link.session.once('session_close', onLost);
  link.connection.once('disconnected', onLost);
}

/** A message as the client settles it by its lock token, not on the link that it came over. */
export function byLockToken(message: ServiceBusReceivedMessage): ServiceBusReceivedMessage {
  const { delivery } = message as unknown as { readonly delivery: { readonly remote_settled?: boolean } };
  const { remote_settled } = delivery;
  // Of a link that the client does not know, as it is with links long gone.
  return Object.create(message, { delivery: { value: { remote_settled, link: { name: '' } } } }) as typeof message;
}

/** @returns what encodes messages as the client's own sender does, without sending them */
export function encoderOf(sender: ServiceBusSender): (message: Outgoing['message']) => Promise<Buffer> {
  checkParts('sender', sender, { '_sender.send': 'function', '_sender._trySend': 'function' });
  const { _sender } = sender as unknown as { readonly _sender: object };
  // The client encodes, and hands the bytes to this instead of to its link.
  const encoder = Object.create(_sender, { _trySend: { value: (bytes: Buffer) => Promise.resolve(bytes) } }) as {
    send(message: Outgoing['message']): Promise<Buffer>;
  };
  return (message) => encoder.send(message);
}

function contextOf(client: ServiceBusClient): ConnectionContext {
  checkParts('client', client, contextParts);
  return (client as unknown as { readonly _connectionContext: ConnectionContext })._connectionContext;
}

const contextParts = {
  '_connectionContext.config.endpoint': 'string',
  '_connectionContext.tokenCredential.getToken': 'function',
  '_connectionContext.cbsSession.negotiateClaim': 'function',
  '_connectionContext.connection.container.types.described_nc': 'function',
  '_connectionContext.connection.container.message.accepted': 'function',
} as const;

const deliveryParts = {
  'delivery.id': 'number',
  'delivery.update': 'function',
  'delivery.link.is_open': 'function',
  'delivery.link.session.incoming.on_disposition': 'function',
  'delivery.link.session.incoming.process': 'function',
  'delivery.link.connection.create_session': 'function',
} as const;

function checkParts(
  name: string,
  object: unknown,
  parts: Readonly<Record<string, 'string' | 'number' | 'function'>>,
): void {
  for (const [path, type] of Object.entries(parts)) {
    const part = path.split('.').reduce<unknown>(memberOf, object);
    if (typeof part === type) continue;
    throw new NoTransactionsError(
      `${name}.${path} is ${part === null ? 'null' : typeof part} and must be a ${type}: ` +
        'use version 7.9.5 of @azure/service-bus, and only one of it',
    );
  }
}

function memberOf(value: unknown, name: string): unknown {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
    ? Reflect.get(value, name)
    : undefined;
}
