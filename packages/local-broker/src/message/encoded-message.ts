import { randomUUID } from 'node:crypto';

import rhea from 'rhea';

import { type BrokerAnnotations, encodeBrokerAnnotations, isBrokersOwn } from './broker-annotations.js';
import { compoundSection, entriesOf, list32, map32 } from './compound-sections.js';
import { elementAt, encode, nullValue, openCompound, readTyped, readValue, skipValue, type Typed } from './encoding.js';
import { checkHeader, encodeHeader, timeToLiveIn } from './header.js';
import { checkSections, placeOf, type Section, sectionCode, sectionsOf } from './sections.js';

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
    checkSections(bytes, sections);
    for (const section of sections) if (section.code === sectionCode.header) checkHeader(bytes, section);
    const message = isStorable(bytes, sections)
      ? // A copy: a slice would keep the whole chunk from the socket alive.
        new EncodedMessage(Buffer.from(bytes), sections)
      : fromParts(
          sections
            .filter(({ code }) => code !== sectionCode.deliveryAnnotations)
            .toSorted((a, b) => placeOf(a.code) - placeOf(b.code))
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

  /** Bytes of all that comes before the body: header, annotations and properties. */
  get headerSize(): number {
    return this.#bodyStart;
  }

  /** Bytes of each application property's value, by name. */
  *applicationPropertySizes(): Generator<readonly [name: string, size: number]> {
    if (this.#applicationProperties === undefined) return;
    for (const { key, valueBytes } of entriesOf(this.bytes, this.#applicationProperties)) {
      yield [key, valueBytes.length];
    }
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
    for (const { key, valueBytes } of entriesOf(this.bytes, this.#annotations)) {
      if (key === name) return readValue(valueBytes, 0);
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
    if (isTime(expiry) && isTime(creation)) return expiry.getTime() - creation.getTime();
    return this.#header && timeToLiveIn(this.bytes, this.#header);
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
    const header = encodeHeader(this.bytes, this.#header, deliveryCount);
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

  #changedProperties(changes: ReadonlyMap<PropertyName, Typed | undefined>): Buffer {
    const fields: Buffer[] = [];
    if (this.#properties !== undefined) {
      const list = openCompound(this.bytes, this.#properties.value);
      for (let index = 0, offset = list.start; index < list.count; index += 1) {
        const end = skipValue(this.bytes, offset);
        fields.push(this.bytes.subarray(offset, end));
        offset = end;
      }
    }
    for (const [name, value] of changes) {
      while (fields.length <= propertyIndex[name]) fields.push(nullValue);
      fields[propertyIndex[name]] = value ? encode(value) : nullValue;
    }
    return compoundSection(sectionCode.properties, list32, fields);
  }

  #changedMap(section: Section | undefined, changes: ReadonlyMap<string, Typed | undefined>, code: number): Buffer {
    const entries = new Map<string, readonly [Buffer, Buffer]>();
    if (section !== undefined) {
      for (const { key, keyBytes, valueBytes } of entriesOf(this.bytes, section))
        entries.set(key, [keyBytes, valueBytes]);
    }
    const wrapKey = code === sectionCode.messageAnnotations ? rhea.types.wrap_symbol : rhea.types.wrap_string;
    for (const [name, value] of changes) {
      if (value === undefined) entries.delete(name);
      else entries.set(name, [entries.get(name)?.[0] ?? encode(wrapKey(name) as Typed), encode(value)]);
    }
    return compoundSection(code, map32, [...entries.values()].flat());
  }

  #typedEntries(section: Section | undefined): ReadonlyMap<string, Typed> {
    const values = new Map<string, Typed>();
    if (section === undefined) return values;
    for (const { key, valueBytes } of entriesOf(this.bytes, section)) values.set(key, readTyped(valueBytes, 0));
    return values;
  }
}

/** Timestamps beyond what a Date can hold say nothing. */
function isTime(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}

/** Whether the bytes can be kept as they are: sections in order, nothing in them that belongs to the broker. */
function isStorable(bytes: Buffer, sections: readonly Section[]): boolean {
  let previous = 0;
  for (const section of sections) {
    const place = placeOf(section.code);
    if (place < previous || section.code === sectionCode.deliveryAnnotations) return false;
    if (section.code === sectionCode.messageAnnotations) {
      for (const { key } of entriesOf(bytes, section)) if (isBrokersOwn(key)) return false;
    }
    previous = place;
  }
  return true;
}

function sendersAnnotations(bytes: Buffer, section: Section): Buffer {
  const kept: Buffer[] = [];
  for (const { key, keyBytes, valueBytes } of entriesOf(bytes, section)) {
    if (!isBrokersOwn(key)) kept.push(keyBytes, valueBytes);
  }
  return compoundSection(sectionCode.messageAnnotations, map32, kept);
}

function fromParts(parts: readonly Buffer[]): EncodedMessage {
  return EncodedMessage.decode(Buffer.concat(parts));
}
