import type { Typed } from '../message/encoding.js';
import { ProtocolViolation } from './protocol-violation.js';

/** AMQP types of a field, and what is a composite type of its own. `symbols` is one symbol or an array of them. */
type FieldType =
  | 'any'
  | 'binary'
  | 'boolean'
  | 'deliveryState'
  | 'error'
  | 'map'
  | 'source'
  | 'string'
  | 'symbol'
  | 'symbols'
  | 'target'
  | 'ubyte'
  | 'uint'
  | 'ulong'
  | 'ushort';

interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly mandatory: boolean;
}

/** A composite type of AMQP 1.0: a described list whose elements have names. */
interface CompositeType {
  readonly code: number;
  /** The symbolic descriptor without `amqp:` and `:list`; rhea's names have an underscore for each hyphen. */
  readonly name: string;
  readonly fields: readonly Field[];
}

/** @param fields `name type`, and `name type!` for a mandatory one. */
function composite(code: number, name: string, ...fields: readonly string[]): CompositeType {
  return {
    code,
    name,
    fields: fields.map((field) => {
      const [fieldName = '', type = ''] = field.split(' ');
      return { name: fieldName, type: type.replace('!', '') as FieldType, mandatory: type.endsWith('!') };
    }),
  };
}

const capabilities = ['offered-capabilities symbols', 'desired-capabilities symbols', 'properties map'];
const windows = ['incoming-window uint!', 'next-outgoing-id uint!', 'outgoing-window uint!'];

/** The performatives of the transport layer (AMQP 1.0, part 2.7). */
const performatives = [
  composite(
    0x10,
    'open',
    'container-id string!',
    'hostname string',
    'max-frame-size uint',
    'channel-max ushort',
    'idle-time-out uint',
    'outgoing-locales symbols',
    'incoming-locales symbols',
    ...capabilities,
  ),
  composite(
    0x11,
    'begin',
    'remote-channel ushort',
    'next-outgoing-id uint!',
    'incoming-window uint!',
    'outgoing-window uint!',
    'handle-max uint',
    ...capabilities,
  ),
  composite(
    0x12,
    'attach',
    'name string!',
    'handle uint!',
    'role boolean!',
    'snd-settle-mode ubyte',
    'rcv-settle-mode ubyte',
    'source source',
    'target target',
    'unsettled map',
    'incomplete-unsettled boolean',
    'initial-delivery-count uint',
    'max-message-size ulong',
    ...capabilities,
  ),
  composite(
    0x13,
    'flow',
    'next-incoming-id uint',
    ...windows,
    'handle uint',
    'delivery-count uint',
    'link-credit uint',
    'available uint',
    'drain boolean',
    'echo boolean',
    'properties map',
  ),
  composite(
    0x14,
    'transfer',
    'handle uint!',
    'delivery-id uint',
    'delivery-tag binary',
    'message-format uint',
    'settled boolean',
    'more boolean',
    'rcv-settle-mode ubyte',
    'state deliveryState',
    'resume boolean',
    'aborted boolean',
    'batchable boolean',
  ),
  composite(
    0x15,
    'disposition',
    'role boolean!',
    'first uint!',
    'last uint',
    'settled boolean',
    'state deliveryState',
    'batchable boolean',
  ),
  composite(0x16, 'detach', 'handle uint!', 'closed boolean', 'error error'),
  composite(0x17, 'end', 'error error'),
  composite(0x18, 'close', 'error error'),
] as const;

/** What a client sends during SASL (AMQP 1.0, part 5.3.3). */
const saslPerformatives = [
  composite(0x41, 'sasl-init', 'mechanism symbol!', 'initial-response binary', 'hostname string'),
  composite(0x43, 'sasl-response', 'response binary!'),
] as const;

/** Composite types inside of performatives. */
const parts = [
  composite(0x1d, 'error', 'condition symbol!', 'description string', 'info map'),
  composite(
    0x28,
    'source',
    'address any',
    'durable uint',
    'expiry-policy symbol',
    'timeout uint',
    'dynamic boolean',
    'dynamic-node-properties map',
    'distribution-mode symbol',
    'filter map',
    'default-outcome any',
    'outcomes symbols',
    'capabilities symbols',
  ),
  composite(
    0x29,
    'target',
    'address any',
    'durable uint',
    'expiry-policy symbol',
    'timeout uint',
    'dynamic boolean',
    'dynamic-node-properties map',
    'capabilities symbols',
  ),
];

function byDescriptor(types: readonly CompositeType[]): ReadonlyMap<unknown, CompositeType> {
  return new Map(
    types.flatMap((type): readonly [unknown, CompositeType][] => [
      [type.code, type],
      [`amqp:${type.name}:list`, type],
    ]),
  );
}

const framesTypes = { amqp: byDescriptor(performatives), sasl: byDescriptor(saslPerformatives) } as const;
const partTypes = byDescriptor(parts);
const allTypes = byDescriptor([...performatives, ...parts]);

/** Descriptors of a transaction's coordinator, which stands where other links have a target. */
const coordinator: ReadonlySet<unknown> = new Set([0x30, 'amqp:coordinator:list']);

const typeCodes = {
  binary: [0xa0, 0xb0],
  boolean: [0x41, 0x42, 0x56],
  map: [0xc1, 0xd1],
  string: [0xa1, 0xb1],
  symbol: [0xa3, 0xb3],
  ubyte: [0x50],
  uint: [0x43, 0x52, 0x70],
  ulong: [0x44, 0x53, 0x80],
  ushort: [0x60],
} as const satisfies Partial<Record<FieldType, readonly number[]>>;

const listCodes: ReadonlySet<number> = new Set([0x45, 0xc0, 0xd0]);
const arrayCodes: ReadonlySet<number> = new Set([0xe0, 0xf0]);

function isNull({ type }: Typed): boolean {
  return type.typecode === 0x40;
}

export function isList({ type }: Typed): boolean {
  return listCodes.has(type.typecode);
}

/** The composite type by which the value describes itself, if it is a list. */
export function compositeTypeOf(value: Typed): CompositeType | undefined {
  return isList(value) ? allTypes.get(value.descriptor?.value) : undefined;
}

/**
 * What performative a frame's body is.
 *
 * @throws ProtocolViolation `amqp:decode-error` when it is none, or one of its fields is missing or of the wrong type.
 */
export function checkPerformative(body: Typed, layer: keyof typeof framesTypes): CompositeType {
  const type = framesTypes[layer].get(body.descriptor?.value);
  if (type === undefined)
    throw undecodable(`'${String(body.descriptor?.value)}' is no performative that may come here`);
  checkFields(type, body);
  return type;
}

function checkFields(type: CompositeType, value: Typed): void {
  if (!isList(value)) throw undecodable(`'${type.name}' is no list`);
  const values = value.value as readonly Typed[];
  if (values.length > type.fields.length) {
    throw undecodable(`'${type.name}' has ${type.fields.length} fields, not ${values.length}`);
  }
  type.fields.forEach((field, index) => {
    const given = values[index];
    if (given !== undefined && !isNull(given)) checkField(type, field, given);
    else if (field.mandatory) throw undecodable(`'${type.name}' lacks its '${field.name}'`);
  });
}

function checkField(owner: CompositeType, { name, type }: Field, value: Typed): void {
  if (isOfType(type, value)) return;
  throw undecodable(`'${name}' of '${owner.name}' is a ${value.type.name}, not a ${type}`);
}

function isOfType(type: FieldType, value: Typed): boolean {
  const code = value.type.typecode;
  switch (type) {
    case 'any':
      return true;
    case 'deliveryState':
      return value.descriptor !== undefined && isList(value);
    case 'target':
      if (coordinator.has(value.descriptor?.value)) return isList(value);
      return isPart(type, value);
    case 'source':
    case 'error':
      return isPart(type, value);
    case 'symbols':
      return isOfType('symbol', value) || (arrayCodes.has(code) && isArrayOfSymbols(value));
    case 'boolean':
      return isPlain(typeCodes.boolean, value) && (code !== 0x56 || Number(value.value) <= 1);
    default:
      return isPlain(typeCodes[type], value);
  }
}

function isPlain(codes: readonly number[], { type, descriptor }: Typed): boolean {
  return descriptor === undefined && codes.includes(type.typecode);
}

function isPart(name: string, value: Typed): boolean {
  const type = partTypes.get(value.descriptor?.value);
  if (type?.name !== name) return false;
  checkFields(type, value);
  return true;
}

function isArrayOfSymbols(value: Typed): boolean {
  return (value.value as readonly Typed[]).every((element) => isOfType('symbol', element));
}

function undecodable(what: string): ProtocolViolation {
  return new ProtocolViolation('connection', 'amqp:decode-error', `A frame cannot be read: ${what}.`);
}
