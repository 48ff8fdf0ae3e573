import { z } from 'zod';

/** What one rule made of a message. */
export const ruleVerdict = z.object({
  rule: z.string(),
  /** The filter, as it can be read: `type = 'purchase' AND amount > 100`. */
  filter: z.string(),
  matched: z.boolean(),
  /** Why, part by part: `amount > 100 is false: amount is 40`. */
  reasons: z.array(z.string()),
  /** What its action did to the copy; null where it has none, or there was no copy. */
  action: z.string().nullable(),
});

export type RuleVerdict = z.output<typeof ruleVerdict>;

/** What became of a message that was sent to a topic. */
export const routing = z.object({
  /** Milliseconds since the epoch; null for a message that was only tried. */
  at: z.number().nullable(),
  topic: z.string(),
  messageId: z.string().nullable(),
  subject: z.string().nullable(),
  subscriptions: z.array(
    z.object({
      subscription: z.string(),
      taken: z.boolean(),
      /** Number of the copy there; null where it was not taken, or only tried. */
      sequenceNumber: z.string().nullable(),
      /** The reason with which it became a dead letter of the subscription at once; missing where it did not. */
      deadLettered: z.string().optional(),
      /** As they were when the message came. */
      rules: z.array(ruleVerdict),
    }),
  ),
});

export type Routing = z.output<typeof routing>;

/**
 * The latest messages of a topic, the newest first, with what was decided then. The broker remembers at most 200 of them
 * since it started, in at most 2 MiB.
 */
export const routings = z.object({ topic: z.string(), remembered: z.number().int(), routings: z.array(routing) });

export type Routings = z.output<typeof routings>;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A message to try the rules of a topic on; nothing is sent. Names are those of `@azure/service-bus`. */
export const trialMessage = z.strictObject({
  topic: z.string().min(1),
  messageId: z.string().optional(),
  subject: z.string().optional(),
  correlationId: z.string().optional(),
  contentType: z.string().optional(),
  to: z.string().optional(),
  replyTo: z.string().optional(),
  sessionId: z.string().optional(),
  replyToSessionId: z.string().optional(),
  applicationProperties: z.record(z.string(), scalar).optional(),
});

export type TrialMessage = z.output<typeof trialMessage>;
