import { limits } from '@ams/service-bus-model/limits';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { failureDetailsOmittedProperty } from '../../message-properties.js';

export type Properties = Readonly<Record<string, string | number>>;

export interface Fitting {
  /** Those that have room. */
  readonly properties: Properties;
  /** Names of those that have not. */
  readonly omitted: readonly string[];
}

/** Bytes for what the broker adds, and for the note on what was left out. */
const reserve = 1_024;

/** Bytes around a name and a value: type codes, lengths. */
const overhead = 12;

/**
 * As many properties as a message can take beside its own: Azure refuses to settle or send one whose properties are too
 * large, or dead-letters it without them. Those that have no room are left out, and named in a property.
 *
 * @param properties most important first, each smaller than Azure's limit of one
 * @param taken bytes that something else takes
 */
export function fitting(message: ServiceBusReceivedMessage, properties: Properties, taken = 0): Fitting {
  let room = limits.headerSizeInBytes - reserve - taken - sizeOfOwn(message);
  const fits: Record<string, string | number> = {};
  const omitted: string[] = [];
  for (const [name, value] of Object.entries(properties)) {
    const size = sizeOf(name) + sizeOf(value);
    if (size > room) omitted.push(name);
    else {
      fits[name] = value;
      room -= size;
    }
  }
  if (omitted.length > 0) fits[failureDetailsOmittedProperty] = omitted.join(', ');
  return { properties: fits, omitted };
}

/** Bytes that header, annotations and properties take, rather too many than too few. */
function sizeOfOwn({ _rawAmqpMessage: raw }: ServiceBusReceivedMessage): number {
  const sections = [
    raw.header,
    raw.deliveryAnnotations,
    raw.messageAnnotations,
    raw.properties,
    raw.applicationProperties,
  ];
  return sections.reduce((sum, section) => sum + sizeOf(section), 0);
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + overhead;
  if (value instanceof Uint8Array) return value.length + overhead;
  if (typeof value !== 'object' || value === null) return overhead;
  return Object.entries(value).reduce((sum, [name, item]) => sum + sizeOf(name) + sizeOf(item), overhead);
}
