import { z } from 'zod';
import { DurationError, parseDuration } from '../durations.js';

/** A duration of the form that Azure writes; the issue carries what is wrong with it. */
const duration = z.string().superRefine((text, context) => {
  try {
    parseDuration(text);
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
});

/** An empty text stands for "nowhere". */
const target = z
  .string()
  .optional()
  .transform((name) => name || undefined);

const receivable = {
  DeadLetteringOnMessageExpiration: z.boolean().optional(),
  DefaultMessageTimeToLive: duration.optional(),
  LockDuration: duration.optional(),
  MaxDeliveryCount: z.number().int().optional(),
  ForwardTo: target,
  ForwardDeadLetteredMessagesTo: target,
  RequiresSession: z.boolean().optional(),
};

const duplicateDetection = {
  RequiresDuplicateDetection: z.boolean().optional(),
  DuplicateDetectionHistoryTimeWindow: duration.optional(),
};

const sqlSchema = z.strictObject({ SqlExpression: z.string() });

const correlationSchema = z.strictObject({
  ContentType: z.string().optional(),
  CorrelationId: z.string().optional(),
  Label: z.string().optional(),
  MessageId: z.string().optional(),
  ReplyTo: z.string().optional(),
  ReplyToSessionId: z.string().optional(),
  SessionId: z.string().optional(),
  To: z.string().optional(),
  Properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

const action = { Action: sqlSchema.optional() };

const ruleSchema = z.strictObject({
  Name: z.string(),
  Properties: z.discriminatedUnion('FilterType', [
    z.strictObject({ FilterType: z.literal('Sql'), SqlFilter: sqlSchema, ...action }),
    z.strictObject({ FilterType: z.literal('Correlation'), CorrelationFilter: correlationSchema, ...action }),
  ]),
});

const subscriptionSchema = z.strictObject({
  Name: z.string(),
  Properties: z.strictObject(receivable).prefault({}),
  Rules: z.array(ruleSchema).default([]),
});

const queueSchema = z.strictObject({
  Name: z.string(),
  Properties: z.strictObject({ ...receivable, ...duplicateDetection }).prefault({}),
});

const topicSchema = z.strictObject({
  Name: z.string(),
  Properties: z.strictObject({ DefaultMessageTimeToLive: duration.optional(), ...duplicateDetection }).prefault({}),
  Subscriptions: z.array(subscriptionSchema).default([]),
});

const namespaceSchema = z.strictObject({
  Name: z.string(),
  Queues: z.array(queueSchema).default([]),
  Topics: z.array(topicSchema).default([]),
});

/**
 * The emulator's configuration. Strict where a property decides what an entity does: a misspelt one would have no
 * effect, and nobody would know. What surrounds the namespace, such as `Logging`, is the emulator's own affair.
 */
export const emulatorConfigSchema = z.object({
  UserConfig: z.object({ Namespaces: z.array(namespaceSchema).length(1) }),
});

export type EmulatorConfigDocument = z.output<typeof emulatorConfigSchema>;
export type EmulatorNamespace = z.output<typeof namespaceSchema>;
export type EmulatorQueue = z.output<typeof queueSchema>;
export type EmulatorTopic = z.output<typeof topicSchema>;
export type EmulatorSubscription = z.output<typeof subscriptionSchema>;
export type EmulatorRule = z.output<typeof ruleSchema>;
/** What a configuration may hold, before defaults: the shape that is written. */
export type EmulatorConfig = z.input<typeof emulatorConfigSchema> & {
  readonly UserConfig: { readonly Logging: { readonly Type: string } };
};
export type EmulatorConfigRule = z.input<typeof ruleSchema>;
export type EmulatorCorrelationFilter = z.input<typeof correlationSchema>;
