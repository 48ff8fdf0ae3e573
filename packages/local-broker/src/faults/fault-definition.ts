import { parseDuration, tryParseDuration } from '@ams/service-bus-model';
import { z } from 'zod';

/**
 * What clients make the broker do, and what a fault can come between:
 *
 * - `attach`: a link is opened to send or receive
 * - `send`: a delivery arrived and is about to be taken in
 * - `accept`: messages were taken in, and their sender is about to hear of it
 * - `deliver`: a message is about to leave for a receiver
 * - `settle`: a receiver's outcome arrived and is about to take effect
 * - `manage`: a request to a `$management` node arrived
 */
export const operations = ['attach', 'send', 'accept', 'deliver', 'settle', 'manage'] as const;

export type Operation = (typeof operations)[number];

/** Instead of an operation that is to come: right away, to all that is open. */
const now = ['now'] as const;

/** An AMQP symbol, as conditions are. */
const condition = z.string().regex(/^[\x21-\x7e]{1,200}$/, 'a condition is a symbol such as com.microsoft:server-busy');

const common = {
  /** Address of the entity: `orders`, `events/Subscriptions/billing`, `orders/$DeadLetterQueue`. Default: all. */
  entity: z.string().min(1).optional(),
  /** How often it happens. Default: once; for faults that happen now, to all that they can happen to. */
  count: z.union([z.number().int().min(1), z.literal('always')]).optional(),
};

const duration = z
  .string()
  .refine((text) => tryParseDuration(text) !== undefined, "a duration looks like 'PT0.5S' or 'PT30S'");

/**
 * A fault that a test asks for.
 *
 * - `drop-connection`: the connection breaks without a word
 * - `detach-link`: the link is detached with a condition
 * - `lose-message-lock`, `lose-session-lock`: a lock runs out before its time
 * - `delay`: what is about to happen waits, on the broker's clock
 * - `refuse`: the operation fails with a condition; on `accept`, only its sender thinks so
 * - `throttle`: the operation fails as Azure's do when the namespace has too much to do
 * - `fail-store`: the operation fails as on a full disk
 */
export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('drop-connection'),
    on: z.enum([...now, ...operations]).default('now'),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('detach-link'),
    on: z.enum([...now, ...operations]).default('now'),
    condition: condition.default('amqp:link:detach-forced'),
    description: z.string().default('The link was detached because a test asked for it.'),
    ...common,
  }),
  z.strictObject({
    kind: z.enum(['lose-message-lock', 'lose-session-lock']),
    on: z.enum([...now, 'settle']).default('now'),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('delay'),
    on: z.enum(['accept', 'deliver', 'manage']).optional(),
    duration,
    ...common,
  }),
  z.strictObject({
    kind: z.literal('refuse'),
    on: z.enum(['attach', 'send', 'accept', 'settle', 'manage']).optional(),
    condition: condition.default('amqp:internal-error'),
    description: z.string().default('The operation failed because a test asked for it.'),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('throttle'),
    on: z.enum(['attach', 'send', 'settle', 'manage']).optional(),
    ...common,
  }),
  z.strictObject({ kind: z.literal('fail-store'), on: z.enum(['send', 'settle', 'manage']).optional(), ...common }),
]);

/** A fault as it is asked for. */
export type FaultDefinition = z.input<typeof faultSchema>;

/** A fault with all that it leaves out. */
export type Fault = z.output<typeof faultSchema>;

/** The operations that a fault comes between. */
export function operationsOf(fault: Fault): readonly Operation[] {
  if (fault.on === 'now') return [];
  if (fault.on !== undefined) return [fault.on];
  switch (fault.kind) {
    case 'delay':
      return ['accept', 'deliver', 'manage'];
    case 'fail-store':
      return ['send', 'settle', 'manage'];
    default:
      return ['attach', 'send', 'settle', 'manage'];
  }
}

/** How often a fault may still happen at first. */
export function countOf({ on, count }: Fault): number {
  if (count === 'always') return Infinity;
  return count ?? (on === 'now' ? Infinity : 1);
}

export function millisecondsOf(fault: Extract<Fault, { kind: 'delay' }>): number {
  return parseDuration(fault.duration);
}
