import { randomUUID } from 'node:crypto';

import rhea from 'rhea';

import { type BrokerAnnotations, isBrokersOwn, writeBrokerAnnotations } from './broker-annotations.js';
import { ByteWriter } from './byte-writer.js';
import {
  beginSection,
  compoundSection,
  endSection,
  entriesOf,
  keysOf,
  list32,
  map32,
  valueOf,
} from './compound-sections.js';
import { isBrokersOwnOnDelivery, writeDeliveryAnnotations } from './delivery-annotations.js';
import { elementAt, encode, nullValue, openCompound, readTyped, readValue, skipValue, type Typed } from './encoding.js';
import { checkHeader, timeToLiveIn, writeHeader } from './header.js';
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

/** How a message goes out. */
export interface DeliveryForm {
  /** The 16 bytes of its lock token as an AMQP uuid; absent for a message without a lock of its receiver's. */
  readonly lockToken?: Buffer | undefined;
  /** In milliseconds, where it is not the sender's. */
  readonly timeToLive?: number | undefined;
  /**
   * False leaves out all that follows the application properties, as a peek without bodies wants it.
   *
   * @default true
   */
  readonly withBody?: boolean | undefined;
}

/** What goes out in front of a bare message, while it is written. */
const front = new ByteWriter();

/**
 * A message as the bytes its sender wrote, less what belongs to the broker: the sender's header, its annotations, and
 * the bare message, which passes through untouched. What routing needs is read out of the bytes when it is
 * asked for.
 */
export class EncodedMessage {
  /** What the journal keeps; {@link EncodedMessage.decode} reads it back. */
  readonly bytes: Buffer;
  /** Where each kind of section ends: where the one before it does, when it is not there. */
  readonly #headerEnd: number;
  readonly #deliveryAnnotationsEnd: number;
  readonly #annotationsEnd: number;
  readonly #propertiesEnd: number;
  readonly #applicationPropertiesEnd: number;

  /** @param sections in their order. Of a million messages each keeps no more of them than numbers. */
  private constructor(bytes: Buffer, sections: readonly Section[]) {
    this.bytes = bytes;
    this.#headerEnd = endOf(sections, sectionCode.header);
    this.#deliveryAnnotationsEnd = endOf(sections, sectionCode.deliveryAnnotations);
    this.#annotationsEnd = endOf(sections, sectionCode.messageAnnotations);
    this.#propertiesEnd = endOf(sections, sectionCode.properties);
    this.#applicationPropertiesEnd = endOf(sections, sectionCode.applicationProperties);
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
            .toSorted((a, b) => placeOf(a.code) - placeOf(b.code))
            .map((section) =>
              isAnnotations(section) ? sendersAnnotations(bytes, section) : bytes.subarray(section.start, section.end),
            ),
        );
    if (message.#offsetOf('messageId') !== undefined) return message;
    const messageId = rhea.types.wrap_string(randomUUID().replaceAll('-', '')) as Typed;
    return message.with({ properties: new Map([['messageId', messageId]]) });
  }

  /**
   * Takes a message that {@link EncodedMessage.decode} made out of the bytes that the journal keeps.
   *
   * @throws BrokerError `amqp:decode-error` when they are none of a message's sections.
   */
  static stored(bytes: Buffer): EncodedMessage {
    return new EncodedMessage(bytes, sectionsOf(bytes));
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
    const applicationProperties = this.#applicationProperties;
    if (applicationProperties === undefined) return;
    for (const { key, valueBytes } of entriesOf(this.bytes, applicationProperties)) {
      yield [key, valueBytes.length];
    }
  }

  /** A field of the properties section, decoded; undefined when absent. */
  property(name: PropertyName): unknown {
    const offset = this.#offsetOf(name);
    return offset === undefined ? undefined : readValue(this.bytes, offset);
  }

  /** A message annotation of the sender's, decoded; undefined when absent. */
  annotation(name: string): unknown {
    const annotations = this.#annotations;
    const offset = annotations && valueOf(this.bytes, annotations, name);
    return offset === undefined ? undefined : readValue(this.bytes, offset);
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
    const header = this.#header;
    return header && timeToLiveIn(this.bytes, header);
  }

  /** A message like this one but for the changes; everything else keeps its bytes. */
  with(changes: MessageChanges): EncodedMessage {
    return fromParts([
      this.#bytesOf(this.#header),
      this.#bytesOf(this.#deliveryAnnotations),
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

  /** What comes before the body, in memory of its own: the rest can be forgotten. */
  withoutBody(): EncodedMessage {
    return EncodedMessage.stored(Buffer.from(this.bytes.subarray(0, this.#bodyStart)));
  }

  /**
   * The message as a receiver gets it: a header with the delivery count, the sender's annotations with the broker's,
   * and the bare message as it came.
   */
  encodeFor(deliveryCount: number, annotations: BrokerAnnotations, form: DeliveryForm = {}): Buffer {
    const bareEnd = form.withBody === false ? this.#bodyStart : this.bytes.length;
    const omittedBodySize = form.withBody === false ? this.bytes.length - bareEnd : undefined;
    front.reset();
    writeHeader(front, this.bytes, this.#header, deliveryCount, form.timeToLive);
    if (
      this.#headerEnd < this.#deliveryAnnotationsEnd ||
      form.lockToken !== undefined ||
      omittedBodySize !== undefined
    ) {
      const start = beginSection(front, sectionCode.deliveryAnnotations, map32);
      const count = this.#appendEntries(this.#deliveryAnnotations);
      endSection(front, start, count + writeDeliveryAnnotations(front, { lockToken: form.lockToken, omittedBodySize }));
    }
    const start = beginSection(front, sectionCode.messageAnnotations, map32);
    const count = this.#appendEntries(this.#annotations);
    endSection(front, start, count + writeBrokerAnnotations(front, annotations));
    return front.followedBy(this.bytes.subarray(this.#annotationsEnd, bareEnd));
  }

  /** What the sender wrote in a map section, in front of what the broker adds. @returns how many keys and values. */
  #appendEntries(section: Section | undefined): number {
    if (section === undefined) return 0;
    const { count, start, end } = openCompound(this.bytes, section.value);
    front.append(this.bytes.subarray(start, end));
    return count;
  }

  get #header(): Section | undefined {
    return this.#section(sectionCode.header, 0, this.#headerEnd);
  }

  get #deliveryAnnotations(): Section | undefined {
    return this.#section(sectionCode.deliveryAnnotations, this.#headerEnd, this.#deliveryAnnotationsEnd);
  }

  get #annotations(): Section | undefined {
    return this.#section(sectionCode.messageAnnotations, this.#deliveryAnnotationsEnd, this.#annotationsEnd);
  }

  get #properties(): Section | undefined {
    return this.#section(sectionCode.properties, this.#annotationsEnd, this.#propertiesEnd);
  }

  get #applicationProperties(): Section | undefined {
    return this.#section(sectionCode.applicationProperties, this.#propertiesEnd, this.#applicationPropertiesEnd);
  }

  get #bodyStart(): number {
    return this.#applicationPropertiesEnd;
  }

  #section(code: number, start: number, end: number): Section | undefined {
    return start === end ? undefined : { code, start, value: skipValue(this.bytes, start + 1), end };
  }

  /** Where a field of the properties section is; undefined when absent. */
  #offsetOf(name: PropertyName): number | undefined {
    const properties = this.#properties;
    if (properties === undefined) return undefined;
    return elementAt(this.bytes, openCompound(this.bytes, properties.value), propertyIndex[name]);
  }

  #bytesOf(section: Section | undefined): Buffer {
    return section ? this.bytes.subarray(section.start, section.end) : Buffer.alloc(0);
  }

  #changedProperties(changes: ReadonlyMap<PropertyName, Typed | undefined>): Buffer {
    const fields: Buffer[] = [];
    const properties = this.#properties;
    if (properties !== undefined) {
      const list = openCompound(this.bytes, properties.value);
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

/** Where the sections up to that one end, of sections in their order. */
function endOf(sections: readonly Section[], code: number): number {
  let end = 0;
  for (const section of sections) if (section.code <= code) end = section.end;
  return end;
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
    if (place < previous) return false;
    if (isAnnotations(section)) {
      for (const key of keysOf(bytes, section)) if (isOwnIn(section, key)) return false;
    }
    previous = place;
  }
  return true;
}

function isAnnotations({ code }: Section): boolean {
  return code === sectionCode.messageAnnotations || code === sectionCode.deliveryAnnotations;
}

function isOwnIn({ code }: Section, key: string): boolean {
  return code === sectionCode.deliveryAnnotations ? isBrokersOwnOnDelivery(key) : isBrokersOwn(key);
}

function sendersAnnotations(bytes: Buffer, section: Section): Buffer {
  const kept: Buffer[] = [];
  for (const { key, keyBytes, valueBytes } of entriesOf(bytes, section)) {
    if (!isOwnIn(section, key)) kept.push(keyBytes, valueBytes);
  }
  return kept.length === 0 ? Buffer.alloc(0) : compoundSection(section.code, map32, kept);
}

function fromParts(parts: readonly Buffer[]): EncodedMessage {
  return EncodedMessage.decode(Buffer.concat(parts));
}
