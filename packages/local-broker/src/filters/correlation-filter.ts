import type { CorrelationFilter, SystemPropertyName } from '@ams/service-bus-model';
import type { FilteredMessage } from './filtered-message.js';
import { areEqual } from './values.js';

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

/**
 * Compiles a correlation filter: every member given must equal the message's. Text compares with its case and numbers by
 * value, but never one with the other: a filter for the text `2` does not take the number 2.
 * [Microsoft: Topic filters, Correlation filters]
 */
export function compileCorrelationFilter(filter: CorrelationFilter): (message: FilteredMessage) => boolean {
  const system = systemMembers.flatMap((name) => {
    const value = filter[name];
    return value === undefined ? [] : [{ name, value }];
  });
  const user = Object.entries(filter.properties ?? {});
  return (message) =>
    system.every(({ name, value }) => message.systemProperty(name) === value) &&
    user.every(([name, value]) => areEqual(message.userProperty(name), value) === true);
}
