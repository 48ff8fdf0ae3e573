import type { CorrelationFilter, PropertyValue, SystemPropertyName } from '@ams/service-bus-model';
import type { FilteredMessage } from './filtered-message.js';
import { areEqual, type Evaluated } from './values.js';

const systemMembers = [
  'correlationId',
  'messageId',
  'to',
  'replyTo',
  'label',
  'sessionId',
  'replyToSessionId',
  'contentType',
] as const satisfies readonly (keyof CorrelationFilter & SystemPropertyName)[];

/** One property that a correlation filter wants to have a value. */
export interface CorrelationMember {
  /** `sys.label` for a property of the message itself, `type` for an application property. */
  readonly name: string;
  readonly wanted: PropertyValue;
  isMet(message: FilteredMessage): boolean;
  /** What the message has there. */
  find(message: FilteredMessage): Evaluated;
}

/** What a correlation filter wants, the message's own properties first. */
export function correlationMembers(filter: CorrelationFilter): readonly CorrelationMember[] {
  const system = systemMembers.flatMap((name): readonly CorrelationMember[] => {
    const wanted = filter[name];
    if (wanted === undefined) return [];
    const isMet = (message: FilteredMessage): boolean => message.systemProperty(name) === wanted;
    return [{ name: `sys.${name}`, wanted, isMet, find: (message) => message.systemProperty(name) }];
  });
  const user = Object.entries(filter.properties ?? {}).map(([name, wanted]): CorrelationMember => {
    const isMet = (message: FilteredMessage): boolean => areEqual(message.userProperty(name), wanted) === true;
    return { name, wanted, isMet, find: (message) => message.userProperty(name) };
  });
  return [...system, ...user];
}

/**
 * Compiles a correlation filter: every member given must equal the message's. Text compares with its case and numbers by
 * value, but never one with the other: a filter for the text `2` does not take the number 2.
 * [Microsoft: Topic filters, Correlation filters]
 */
export function compileCorrelationFilter(filter: CorrelationFilter): (message: FilteredMessage) => boolean {
  const members = correlationMembers(filter);
  return (message) => members.every(({ isMet }) => isMet(message));
}
