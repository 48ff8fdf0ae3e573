import rhea from 'rhea';

import { BrokerError } from '../../engine/errors.js';
import { codec, type Typed } from '../../message/encoding.js';

/** Descriptors of what transactions add to AMQP (AMQP 1.0, part 4.5). */
const descriptors = {
  coordinator: 0x30,
  declare: 0x31,
  discharge: 0x32,
  declared: 0x33,
  'transactional-state': 0x34,
} as const;

/** Whether the value is of that type, be it named by number or by symbol. */
export function isA(type: keyof typeof descriptors, value: Typed | null | undefined): value is Typed {
  const descriptor = value?.descriptor?.value;
  return descriptor === descriptors[type] || descriptor === `amqp:${type}:list`;
}

/** A delivery state that says to which transaction a transfer or an outcome belongs. */
export interface TransactionalState {
  readonly transactionId: Buffer;
  /** What becomes of the delivery when the transaction commits; absent on a transfer. */
  readonly outcome: Typed | undefined;
}

/** Whether a transfer or an outcome belongs to a transaction. */
export function isTransactional(state: Typed | null | undefined): state is Typed {
  return isA('transactional-state', state);
}

/** @throws BrokerError `amqp:decode-error` when the state does not name a transaction. */
export function readTransactionalState(state: Typed): TransactionalState {
  const [id, outcome] = listOf(state);
  return { transactionId: transactionIdOf(id), outcome: outcome?.descriptor && outcome };
}

/** The transaction that a delivery state names; undefined where it names none. */
export function transactionIdIn(state: Typed | null | undefined): Buffer | undefined {
  const [id] = isTransactional(state) ? listOf(state) : [];
  const value = id && codec.unwrap(id);
  return Buffer.isBuffer(value) ? value : undefined;
}

/** @throws BrokerError `amqp:decode-error` */
export function transactionIdOf(field: Typed | undefined): Buffer {
  const id = field && codec.unwrap(field);
  if (Buffer.isBuffer(id)) return id;
  throw new BrokerError('amqp:decode-error', 'The id of a transaction must be there, and be of the type binary.');
}

/** The fields of a described list; none when it is something else. */
export function listOf(value: Typed | undefined): readonly (Typed | undefined)[] {
  return Array.isArray(value?.value) ? (value.value as readonly Typed[]) : [];
}

/** Tells a client the id of the transaction that it asked for. */
export function declared(transactionId: Buffer): Typed {
  return described('declared', [wrapBinary(transactionId)]);
}

/** Tells a client that its operation is part of the transaction now. */
export function provisional(transactionId: Buffer, outcome: Typed): Typed {
  return described('transactional-state', [wrapBinary(transactionId), outcome]);
}

/** The target of a link on which a client begins and ends transactions, as the broker answers it. */
export const coordinator: Typed = described('coordinator', [
  rhea.types.wrap_array(
    ['amqp:local-transactions', 'amqp:multi-txns-per-ssn', 'amqp:multi-ssns-per-txn'],
    0xa3,
    undefined,
  ) as Typed,
]);

function wrapBinary(bytes: Buffer): Typed {
  return rhea.types.wrap_binary(bytes) as Typed;
}

function described(type: keyof typeof descriptors, fields: readonly Typed[]): Typed {
  return codec.described_nc(
    rhea.types.wrap_ulong(descriptors[type]) as Typed,
    rhea.types.wrap_list([...fields]) as Typed,
  );
}
