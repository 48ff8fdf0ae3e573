import type { RheaCodec, Typed } from './client-internals.js';

/** Descriptors of what transactions add to AMQP (AMQP 1.0, part 4.5), and of the outcomes that they bring. */
const codes = {
  error: 0x1d,
  accepted: 0x24,
  rejected: 0x25,
  released: 0x26,
  modified: 0x27,
  coordinator: 0x30,
  declare: 0x31,
  discharge: 0x32,
  declared: 0x33,
  transactionalState: 0x34,
} as const;

/** Type code of the elements of an array of symbols. */
const symbolCode = 0xa3;

/** The beginning of a section that holds a message's body as a value. */
const amqpValue = Buffer.from([0x00, 0x53, 0x77]);

/** What was answered to something that was sent or settled. */
export type Answer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'declared'; readonly transactionId: Buffer }
  | { readonly kind: 'refused'; readonly condition: string; readonly description: string };

/** The values that a client and a transaction coordinator exchange. */
export class TransactionValues {
  readonly #codec: RheaCodec;

  constructor(codec: RheaCodec) {
    this.#codec = codec;
  }

  /** Target of a link to the coordinator. */
  coordinator(): Typed {
    const capabilities = this.#codec.types.wrap_array(['amqp:local-transactions'], symbolCode, undefined);
    return this.#described(codes.coordinator, [capabilities]);
  }

  /** Message that begins a transaction. */
  declare(): Buffer {
    return this.#valueMessage(this.#described(codes.declare, []));
  }

  /** Message that ends a transaction. */
  discharge(transactionId: Buffer, end: 'commit' | 'rollback'): Buffer {
    const { types } = this.#codec;
    const fields = [types.wrap_binary(transactionId), types.wrap_boolean(end === 'rollback')];
    return this.#valueMessage(this.#described(codes.discharge, fields));
  }

  /** State of a transfer that belongs to a transaction. */
  sent(transactionId: Buffer): Typed {
    return this.#described(codes.transactionalState, [this.#codec.types.wrap_binary(transactionId)]);
  }

  /** State of a received message that is completed should the transaction commit. */
  completed(transactionId: Buffer): Typed {
    const accepted = this.#codec.message.accepted().described();
    return this.#described(codes.transactionalState, [this.#codec.types.wrap_binary(transactionId), accepted]);
  }

  nothing(): Typed {
    return this.#codec.types.wrap(null);
  }

  #described(code: number, fields: readonly Typed[]): Typed {
    const { types } = this.#codec;
    return types.described_nc(types.wrap_ulong(code), types.wrap_list(fields));
  }

  #valueMessage(value: Typed): Buffer {
    const writer = new this.#codec.types.Writer();
    writer.write(value);
    return Buffer.concat([amqpValue, writer.toBuffer()]);
  }
}

/** Whether a delivery state belongs to a transaction; rhea knows no such states. */
export function isTransactional(state: Typed | null | undefined): state is Typed {
  return is(state, 'transactionalState', 'amqp:transactional-state:list');
}

/** Whether a link's target is a transaction coordinator; rhea knows no such targets. */
export function isCoordinator(target: Typed | null | undefined): boolean {
  return is(target, 'coordinator', 'amqp:coordinator:list');
}

/** The outcome within a state that belongs to a transaction. */
export function outcomeWithin(state: Typed): Typed | undefined {
  return fieldsOf(state)[1];
}

/** What a delivery state of the broker says. */
export function answerOf(state: Typed | null | undefined): Answer {
  const outcome = isTransactional(state) ? outcomeWithin(state) : state;
  if (is(outcome, 'accepted', 'amqp:accepted:list')) return { kind: 'accepted' };
  if (is(outcome, 'declared', 'amqp:declared:list')) {
    const id = fieldsOf(outcome)[0]?.value;
    if (Buffer.isBuffer(id)) return { kind: 'declared', transactionId: id };
  }
  if (is(outcome, 'rejected', 'amqp:rejected:list')) {
    const [condition, description] = fieldsOf(fieldsOf(outcome)[0]).map((field) => field?.value);
    return {
      kind: 'refused',
      condition: textOf(condition) ?? 'amqp:internal-error',
      description: textOf(description) ?? '',
    };
  }
  return {
    kind: 'refused',
    condition: 'amqp:internal-error',
    description: 'the broker neither accepted nor rejected it',
  };
}

function is(value: Typed | null | undefined, type: keyof typeof codes, symbol: string): value is Typed {
  const descriptor = value?.descriptor?.value;
  return Number(descriptor) === codes[type] || descriptor === symbol;
}

function fieldsOf(value: Typed | undefined): readonly (Typed | undefined)[] {
  return Array.isArray(value?.value) ? (value.value as readonly Typed[]) : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
