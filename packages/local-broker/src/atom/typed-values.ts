import { DurationError, parseTime, TimeSpan, type PropertyValue } from '@ams/service-bus-model';

import { unreadable } from './members.js';
import { typeOf, xmlNamespace } from './vocabulary.js';
import { childOf, element, type XmlElement } from './xml.js';

/** The element that holds one name with its value, as .NET's serializer calls it. */
const pairName = 'KeyValueOfstringanyType';

/**
 * Reads names with values of several types: the parameters of an expression, the properties of a filter.
 *
 * @returns undefined where there are none.
 * @throws BrokerError `com.microsoft:argument-error` for a value that is not of the type it says it has.
 */
export function readTypedValues(list: XmlElement | undefined): Readonly<Record<string, PropertyValue>> | undefined {
  const pairs = (list?.children ?? []).filter(({ name }) => name === pairName);
  if (pairs.length === 0) return undefined;
  return Object.fromEntries(
    pairs.map((pair) => {
      const name = childOf(pair, 'Key')?.text ?? '';
      const value = childOf(pair, 'Value') ?? element('Value');
      return [name, readValue(name, typeOf(value.attributes) ?? 'string', value.text)];
    }),
  );
}

/** @param name of the list's element. @returns undefined where there are no values. */
export function formatTypedValues(
  name: string,
  values: Readonly<Record<string, PropertyValue>> | undefined,
): XmlElement | undefined {
  const entries = Object.entries(values ?? {});
  if (entries.length === 0) return undefined;
  return element(
    name,
    entries.map(([key, value]) => element(pairName, [element('Key', key), formatValue(value)])),
  );
}

function readValue(name: string, type: string, text: string): PropertyValue {
  switch (type) {
    case 'string':
      return text;
    case 'boolean':
      return readBoolean(name, text.trim());
    case 'dateTime':
      return readTime(name, text.trim());
    case 'duration':
      return readTimeSpan(name, text.trim());
    case 'byte':
    case 'unsignedByte':
    case 'short':
    case 'unsignedShort':
    case 'int':
    case 'unsignedInt':
    case 'long':
    case 'unsignedLong':
      return readNumber(name, text.trim(), Number.isSafeInteger, 'is a whole number of at most 53 bits');
    case 'float':
    case 'double':
    case 'decimal':
      return readNumber(name, text.trim(), Number.isFinite, 'is a finite number');
    default:
      throw unreadable(name, text, `has a type that filters compare with, and '${type}' is none`);
  }
}

function readBoolean(name: string, text: string): boolean {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw unreadable(name, text, "is 'true' or 'false'");
}

function readTime(name: string, text: string): Date {
  const time = parseTime(text);
  if (!Number.isNaN(time.getTime())) return time;
  throw unreadable(name, text, "is a time such as '2026-01-01T12:00:00Z'");
}

function readTimeSpan(name: string, text: string): TimeSpan {
  try {
    return TimeSpan.parse(text);
  } catch (error) {
    if (error instanceof DurationError) throw unreadable(name, text, "is a duration such as 'P1DT2H30M'");
    throw error;
  }
}

function readNumber(name: string, text: string, accepts: (value: number) => boolean, rule: string): number {
  const value = text === '' ? NaN : Number(text);
  if (accepts(value)) return value;
  throw unreadable(name, text, rule);
}

/** Clients cut off four characters and a colon from the type, so that the prefix must have as many. */
function formatValue(value: PropertyValue): XmlElement {
  const attributes = { 'i:type': `d6p1:${schemaTypeOf(value)}`, 'xmlns:d6p1': xmlNamespace.schema };
  return element('Value', textOf(value), attributes);
}

function textOf(value: PropertyValue): string | number | boolean {
  if (value instanceof TimeSpan) return String(value);
  return value instanceof Date ? value.toISOString() : value;
}

/** Of the types of whole numbers, clients read `int` alone. */
function schemaTypeOf(value: PropertyValue): string {
  if (value instanceof Date) return 'dateTime';
  if (value instanceof TimeSpan) return 'duration';
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 'int' : 'double';
  return typeof value;
}
