import { randomUUID } from 'node:crypto';

import rhea from 'rhea';

import { type BrokerAnnotations, encodeBrokerAnnotations, isBrokersOwn } from './broker-annotations.js';
import {
  codec,
  type Compound,
  elementAt,
  encode,
  malformed,
  openCompound,
  readTyped,
  readValue,
  skipValue,
  type Typed,
} from './encoding.js';
import { type Section, sectionCode, sectionsOf } from './sections.js';

/** Positions of the fields in the properties section (AMQP 1.0, part 3.2.4). */
export const propertyIndex = {
  messageId: 0,
  userId: 1,
  to: 2,
  subject: 3,
  replyTo: 4,
  correlationId: 5,
  contentType: 6,
  contentEncoding: 7,
  absoluteExpiryTime: 8,
  creationTime: 9,
  groupId: 10,
  groupSequence: 11,
  replyToGroupId: 12,
} as const;

export type PropertyName = keyof typeof propertyIndex;

const ttlIndex = 2;
const deliveryCountIndex = 4;

/** Changes to a message: values with their AMQP types, by name; undefined takes the property away. */
export interface MessageChanges {
  readonly properties?: ReadonlyMap<PropertyName, Typed | undefined>;
  readonly messageAnnotations?: ReadonlyMap<string, Typed | undefined>;
  readonly applicationProperties?: ReadonlyMap<string, Typed | undefined>;
}

/**
 * A message as the bytes its sender wrote, less what belongs to the broker: the sender's header, its message
 * annotations, and the bare message, which passes through untouched. What routing needs is read out of the bytes when it is
 * asked for.
 */
export class EncodedMessage {
  /** What the journal keeps; {@link EncodedMessage.decode} reads it back. */
  readonly bytes: Buffer;
  readonly #header: Section | undefined;
  readonly #annotations: Section | undefined;
  readonly #properties: Section | undefined;
  readonly #applicationProperties: Section | undefined;
  readonly #bareStart: number;

  private constructor(bytes: Buffer, sections: readonly Section[]) {
    this.bytes = bytes;
    let bareStart = 0;
    for (const section of sections) {
      if (section.code === sectionCode.header) this.#header = section;
      else if (section.code === sectionCode.messageAnnotations) this.#annotations = section;
      else if (section.code === sectionCode.properties) this.#properties = section;
      else if (section.code === sectionCode.applicationProperties) this.#applicationProperties = section;
      if (section.code < sectionCode.properties) bareStart = section.end;
    }
    this.#bareStart = bareStart;
  }

  /**
   * Takes a message from the wire or the journal. It gets a message id if it has none: the SDKs cannot settle a message
   * without one.
   *
   * @throws BrokerError `amqp:decode-error` when the bytes are not an AMQP message.
   */
  static decode(bytes: Buffer): EncodedMessage {
    const sections = sectionsOf(bytes);
    for (const section of sections) if (section.code === sectionCode.header) checkHeader(bytes, section);
    const message = isStorable(bytes, sections)
      ? // A copy: a slice would keep the whole chunk from the socket alive.
        new EncodedMessage(Buffer.from(bytes), sections)
      : fromParts(
          sections
            .filter(({ code }) => code !== sectionCode.deliveryAnnotations)
            .toSorted((a, b) => orderOf(a.code) - orderOf(b.code))
            .map((section) =>
              section.code === sectionCode.messageAnnotations
                ? sendersAnnotations(bytes, section)
                : bytes.subarray(section.start, section.end),
            ),
        );
    if (message.property('messageId') !== undefined) return message;
    const messageId = rhea.types.wrap_string(randomUUID().replaceAll('-', '')) as Typed;
    return message.with({ properties: new Map([['messageId', messageId]]) });
  }

  /** Size in bytes, as the limits count it. */
  get size(): number {
    return this.bytes.length;
  }

  /** A field of the properties section, decoded; undefined when absent. */
  property(name: PropertyName): unknown {
    if (this.#properties === undefined) return undefined;
    const fields = openCompound(this.bytes, this.#properties.value);
    const offset = elementAt(this.bytes, fields, propertyIndex[name]);
    return offset === undefined ? undefined : readValue(this.bytes, offset);
  }

  /** A message annotation of the sender's, decoded; undefined when absent. */
  annotation(name: string): unknown {
    if (this.#annotations === undefined) return undefined;
    for (const { key, valueOffset } of entriesOf(this.bytes, this.#annotations)) {
      if (key === name) return readValue(this.bytes, valueOffset);
    }
    return undefined;
  }

  /** The application properties with their AMQP types, in the order they came. */
  applicationProperties(): ReadonlyMap<string, Typed> {
    return this.#typedEntries(this.#applicationProperties);
  }

  /** Time to live that the sender asked for, in milliseconds; the absolute expiry time wins when there is one. */
  get timeToLive(): number | undefined {
    const expiry = this.property('absoluteExpiryTime');
    const creation = this.property('creationTime');
    if (expiry instanceof Date && creation instanceof Date) return expiry.getTime() - creation.getTime();
    if (this.#header === undefined) return undefined;
    const offset = elementAt(this.bytes, openCompound(this.bytes, this.#header.value), ttlIndex);
    const ttl = offset === undefined ? undefined : readValue(this.bytes, offset);
    return typeof ttl === 'number' ? ttl : undefined;
  }

  /** A message like this one but for the changes; everything else keeps its bytes. */
  with(changes: MessageChanges): EncodedMessage {
    return fromParts([
      this.#bytesOf(this.#header),
      changes.messageAnnotations?.size
        ? this.#changedMap(this.#annotations, changes.messageAnnotations, sectionCode.messageAnnotations)
        : this.#bytesOf(this.#annotations),
      changes.properties?.size ? this.#changedProperties(changes.properties) : this.#bytesOf(this.#properties),
      changes.applicationProperties?.size
        ? this.#changedMap(
            this.#applicationProperties,
            changes.applicationProperties,
            sectionCode.applicationProperties,
          )
        : this.#bytesOf(this.#applicationProperties),
      this.bytes.subarray(this.#bodyStart),
    ]);
  }

  /**
   * The message as a receiver gets it: a header with the delivery count, the sender's annotations with the broker's,
   * and the bare message as it came.
   *
   * @param withBody false leaves out all that follows the application properties, as a peek without bodies wants it.
   */
  encodeFor(deliveryCount: number, annotations: BrokerAnnotations, withBody = true): Buffer {
    const header = this.#headerWith(deliveryCount);
    const own = encodeBrokerAnnotations(annotations);
    const senders = this.#annotations && openCompound(this.bytes, this.#annotations.value);
    const sendersLength = senders ? senders.end - senders.start : 0;
    const bareEnd = withBody ? this.bytes.length : this.#bodyStart;

    const result = Buffer.allocUnsafe(
      header.length + 12 + sendersLength + own.bytes.length + bareEnd - this.#bareStart,
    );
    let position = header.copy(result, 0);
    // A described map of four-byte width: descriptor 0x72, size counted from behind itself, count of keys and values.
    position = result.writeUInt32BE(0x005372d1, position);
    position = result.writeUInt32BE(4 + sendersLength + own.bytes.length, position);
    position = result.writeUInt32BE((senders?.count ?? 0) + own.count, position);
    if (senders) position += this.bytes.copy(result, position, senders.start, senders.end);
    position += own.bytes.copy(result, position);
    this.bytes.copy(result, position, this.#bareStart, bareEnd);
    return result;
  }

  get #bodyStart(): number {
    return this.#applicationProperties?.end ?? this.#properties?.end ?? this.#bareStart;
  }

  #bytesOf(section: Section | undefined): Buffer {
    return section ? this.bytes.subarray(section.start, section.end) : Buffer.alloc(0);
  }

  /** Clients take a message without a header, or without a delivery count in it, for one of unknown history. */
  #headerWith(deliveryCount: number): Buffer {
    const fields: Buffer[] = [];
    const list: Compound | undefined = this.#header && openCompound(this.bytes, this.#header.value);
    for (let index = 0; index < deliveryCountIndex; index += 1) {
      const offset = list && elementAt(this.bytes, list, index);
      fields.push(offset === undefined ? nullValue : this.bytes.subarray(offset, skipValue(this.bytes, offset)));
    }
    const length = fields.reduce((sum, field) => sum + field.length, 0) + 5;
    const header = Buffer.allocUnsafe(6 + length);
    header.writeUInt32BE(0x005370c0, 0);
    header[4] = length + 1;
    header[5] = deliveryCountIndex + 1;
    let position = 6;
    for (const field of fields) position += field.copy(header, position);
    header[position] = 0x70;
    header.writeUInt32BE(deliveryCount, position + 1);
    return header;
  }

  #changedProperties(changes: ReadonlyMap<PropertyName, Typed | undefined>): Buffer {
    const fields: Typed[] = [];
    if (this.#properties !== undefined) {
      const list = openCompound(this.bytes, this.#properties.value);
      for (let index = 0; index < list.count; index += 1) {
        const offset = elementAt(this.bytes, list, index);
        fields.push(offset === undefined ? typedNull() : readTyped(this.bytes, offset));
      }
    }
    for (const [name, value] of changes) {
      while (fields.length <= propertyIndex[name]) fields.push(typedNull());
      fields[propertyIndex[name]] = value ?? typedNull();
    }
    return described(sectionCode.properties, rhea.types.wrap_list(fields) as Typed);
  }

  #changedMap(section: Section | undefined, changes: ReadonlyMap<string, Typed | undefined>, code: number): Buffer {
    const values = new Map(this.#typedEntries(section));
    for (const [name, value] of changes) {
      if (value === undefined) values.delete(name);
      else values.set(name, value);
    }
    const keyOf = code === sectionCode.messageAnnotations ? rhea.types.wrap_symbol : rhea.types.wrap_string;
    return described(code, typedMap([...values].flatMap(([name, value]) => [keyOf(name) as Typed, value])));
  }

  #typedEntries(section: Section | undefined): ReadonlyMap<string, Typed> {
    const values = new Map<string, Typed>();
    if (section === undefined) return values;
    for (const { key, valueOffset } of entriesOf(this.bytes, section)) {
      values.set(key, readTyped(this.bytes, valueOffset));
    }
    return values;
  }
}

const nullValue = Buffer.from([0x40]);

function typedNull(): Typed {
  return rhea.types.wrap(null) as Typed;
}

/** A map from alternating keys and values: rhea's own wrapper takes an object, which would lose the keys' types. */
function typedMap(entries: readonly Typed[]): Typed {
  const { type } = rhea.types.wrap_map({}) as Typed;
  return { type, value: entries };
}

/** No field of a header is wider than a number; a wider one would not fit the header that receivers get. */
const widestHeaderField = 9;

function checkHeader(bytes: Buffer, section: Section): void {
  const list = openCompound(bytes, section.value);
  for (let index = 0; index < list.count; index += 1) {
    const offset = elementAt(bytes, list, index);
    if (offset !== undefined && skipValue(bytes, offset) - offset > widestHeaderField) {
      throw malformed(`field ${index} of its header is no number or boolean`);
    }
  }
}

function described(code: number, value: Typed): Buffer {
  return encode({ type: value.type, value: value.value, descriptor: rhea.types.wrap_ulong(code) as Typed });
}

/** Order of the sections in a message; the kinds of body share a place, as a message has only one of them. */
function orderOf(code: number): number {
  if (code < sectionCode.header || code > sectionCode.footer) throw malformed(`0x${code.toString(16)} is no section`);
  return code === sectionCode.sequence || code === sectionCode.value ? sectionCode.data : code;
}

/** Whether the bytes can be kept as they are: sections in order, nothing in them that belongs to the broker. */
function isStorable(bytes: Buffer, sections: readonly Section[]): boolean {
  let previous = 0;
  for (const section of sections) {
    const order = orderOf(section.code);
    if (order < previous || section.code === sectionCode.deliveryAnnotations) return false;
    if (section.code === sectionCode.messageAnnotations) {
      for (const { key } of entriesOf(bytes, section)) if (isBrokersOwn(key)) return false;
    }
    previous = order;
  }
  return true;
}

function sendersAnnotations(bytes: Buffer, section: Section): Buffer {
  const kept: Typed[] = [];
  for (const { key, keyOffset, valueOffset } of entriesOf(bytes, section)) {
    if (!isBrokersOwn(key)) kept.push(readTyped(bytes, keyOffset), readTyped(bytes, valueOffset));
  }
  return described(sectionCode.messageAnnotations, typedMap(kept));
}

function fromParts(parts: readonly Buffer[]): EncodedMessage {
  return EncodedMessage.decode(Buffer.concat(parts));
}

interface MapEntry {
  readonly key: string;
  readonly keyOffset: number;
  readonly valueOffset: number;
}

function* entriesOf(bytes: Buffer, section: Section): Generator<MapEntry> {
  const map = openCompound(bytes, section.value);
  let keyOffset = map.start;
  for (let index = 0; index + 1 < map.count; index += 2) {
    const valueOffset = skipValue(bytes, keyOffset);
    yield { key: String(codec.unwrap(readTyped(bytes, keyOffset))), keyOffset, valueOffset };
    keyOffset = skipValue(bytes, valueOffset);
  }
}
