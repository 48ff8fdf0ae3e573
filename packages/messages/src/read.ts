import type { z } from 'zod';
import { describeProblems } from './describe-problems.js';
import { earlierEventSchema, eventSchema, upgradeEvent, type Event } from './event.js';
import { insightSchema, type Insight } from './insight.js';
import { earlierOrderSchema, orderSchema, upgradeOrder, type Order } from './order.js';

/** Why a body was refused: it is a dead letter's reason. */
export type RefusalReason =
  /** It fits no schema. */
  | 'InvalidBody'
  /** It is sound, in the earlier format, which the reader was not told to accept. */
  | 'EarlierFormat';

/** A message that was understood, or why it was not. */
export type Reading<Message> =
  | { readonly ok: true; readonly message: Message; readonly upgraded: boolean }
  | { readonly ok: false; readonly reason: RefusalReason; readonly description: string };

export interface ReadOptions {
  /** Whether a body in the earlier format is upgraded instead of refused. Default: false. */
  readonly acceptEarlierFormat?: boolean;
}

/** Reads the body of a queue's message, already parsed from JSON. */
export function readOrder(body: unknown, options: ReadOptions = {}): Reading<Order> {
  return read(body, orderSchema, earlierOrderSchema, upgradeOrder, options);
}

/** Reads the body of a topic's message, already parsed from JSON. */
export function readEvent(body: unknown, options: ReadOptions = {}): Reading<Event> {
  return read(body, eventSchema, earlierEventSchema, upgradeEvent, options);
}

/** Reads the body of a message of the topic of insights, already parsed from JSON. It has no earlier format. */
export function readInsight(body: unknown): Reading<Insight> {
  const insight = insightSchema.safeParse(body);
  return insight.success
    ? { ok: true, message: insight.data, upgraded: false }
    : { ok: false, reason: 'InvalidBody', description: describeProblems(insight.error, body) };
}

function read<Message, Earlier>(
  body: unknown,
  schema: z.ZodType<Message>,
  earlierSchema: z.ZodType<Earlier>,
  upgrade: (earlier: Earlier) => Message,
  { acceptEarlierFormat = false }: ReadOptions,
): Reading<Message> {
  const current = schema.safeParse(body);
  if (current.success) return { ok: true, message: current.data, upgraded: false };
  const problems = describeProblems(current.error, body);
  const earlier = earlierSchema.safeParse(body);
  if (!earlier.success) return { ok: false, reason: 'InvalidBody', description: problems };
  if (acceptEarlierFormat) return { ok: true, message: upgrade(earlier.data), upgraded: true };
  return {
    ok: false,
    reason: 'EarlierFormat',
    description: `Earlier format, which --accept-earlier-format accepts: ${problems}`,
  };
}
