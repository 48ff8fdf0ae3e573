import type { Socket } from 'node:net';

import type { Connection, Delivery, EventContext, Message, Receiver } from 'rhea';
import rhea from 'rhea';

import { RawClient } from '../../test/helpers/raw-amqp.js';
import { connectAuthorized, type Outcome } from '../../test/helpers/transactions.js';
import type { Change, Operation } from '../checker/ledger.js';
import type { Endpoint } from '../harness/broker-under-test.js';
import { placesOf, type Routed, thingOf } from '../harness/topology.js';
import type { Load } from './load.js';

/** A connection of a client that hears at once when the broker is gone. */
export async function connectRaw(endpoint: Endpoint): Promise<Connection> {
  return connectAuthorized(withKeys(endpoint));
}

/** A connection that writes what it is told to, and reads only when it is to. */
export async function connectBare(endpoint: Endpoint): Promise<RawClient> {
  const client = await RawClient.begin(endpoint.port);
  await client.authenticate(withKeys(endpoint));
  return client;
}

function withKeys({ port, connectionString }: Endpoint) {
  const primaryKey = /SharedAccessKey=([^;]+)/.exec(connectionString)?.[1] ?? '';
  return { port, sharedAccessKeys: () => ({ primaryKey, secondaryKey: '' }) };
}

/** What rhea has beyond its typings. */
interface Breakable {
  readonly socket: Socket;
  /** Closes the socket, and ends the timers that would outlive it. */
  abort_socket(socket: Socket): void;
}

/** Breaks the connection: the broker hears that it ended, and not why. */
export function hangUp(connection: Connection): void {
  const breakable = connection as unknown as Breakable;
  breakable.abort_socket(breakable.socket);
}

/** Marks a transfer that holds several messages. */
export const batchFormat = 0x80013700;

export interface ChaosMessage extends Routed {
  readonly id: string;
  readonly sessionId?: string;
}

export function encoded({ id, number, color, sessionId }: ChaosMessage): Buffer {
  const message = {
    message_id: id,
    application_properties: { number, color },
    body: id,
    ...(sessionId !== undefined && { group_id: sessionId }),
  };
  return rhea.message.encode(message as Message) as Buffer;
}

/** @returns what a transfer holds, and its format: a batch, if there are several messages. */
export function transferOf(messages: readonly ChaosMessage[]): readonly [bytes: Buffer, format: number] {
  const [first, ...others] = messages.map(encoded);
  if (first !== undefined && others.length === 0) return [first, 0];
  const body: unknown = rhea.message.data_sections([first, ...others] as unknown as [Buffer]);
  return [rhea.message.encode({ body } as Message) as Buffer, batchFormat];
}

/** @returns what becomes of messages that are sent to the target. */
export function sending(target: string, messages: readonly ChaosMessage[]): readonly Change[] {
  return messages.flatMap((message) =>
    placesOf(target, message).map((place) => ({ thing: thingOf(place, message.id), to: 'active' })),
  );
}

/** Puts the broker's answer down. */
export function answer(load: Load, operation: Operation, { kind, condition, description }: Outcome): void {
  if (condition === undefined) return operation.confirm();
  operation.refuse();
  load.fail(new Error(`'${operation.name}' was ${kind}: ${String(condition)} ${String(description)}`));
}

/** Lets rhea forget a delivery that was settled without it: it has room for 2,048 in a session. */
export function forget(delivery: Delivery): void {
  (delivery as { settled: boolean }).settled = true;
}

/** Keeps the messages of a receiver's deliveries. To be called before it is given credit. */
export function messagesOf(receiver: Receiver): (delivery: Delivery) => Message {
  const messages = new WeakMap<Delivery, Message>();
  receiver.prependListener('message', ({ delivery, message }: EventContext) => {
    if (delivery && message) messages.set(delivery, message);
  });
  return (delivery) => {
    const message = messages.get(delivery);
    if (message === undefined) throw new Error(`Delivery ${delivery.id} has no message.`);
    return message;
  };
}
