import type { SystemPropertyName, TimeSpan } from '@ams/service-bus-model';

/**
 * A value as rules see it. Integers and floating-point numbers differ in Azure's arithmetic (`5 / 2` is 2, `5.0 / 2` is
 * 2.5): AMQP's integer types are `bigint`, its float and double `number`. Comparison goes by value and does not mind.
 */
export type FilterValue = string | number | bigint | boolean | Date | TimeSpan | Uint8Array | null;

/** The message as rules see it. */
export interface FilteredMessage {
  /** A property of the message itself; undefined when absent. */
  systemProperty(name: SystemPropertyName): FilterValue | undefined;
  /** An application property by name, in any case; undefined when absent. */
  userProperty(name: string): FilterValue | undefined;
}

/** One change that a rule's action makes to its copy of the message. A value of undefined removes the property. */
export type PropertyChange =
  | { readonly scope: 'system'; readonly name: SystemPropertyName; readonly value: FilterValue | undefined }
  /** The name in the case that the action uses; it means the existing property of that name in any case. */
  | { readonly scope: 'user'; readonly name: string; readonly value: FilterValue | undefined };
