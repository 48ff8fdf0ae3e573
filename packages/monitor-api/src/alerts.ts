import { z } from 'zod';

export const aggregations = ['Average', 'Count', 'Minimum', 'Maximum', 'Total'] as const;

export const operators = [
  'Equals',
  'GreaterThan',
  'GreaterThanOrEqual',
  'LessThan',
  'LessThanOrEqual',
  'NotEquals',
] as const;

/** One condition of an alert, for one value of its dimension. */
export const criterionState = z.object({
  metric: z.string(),
  aggregation: z.enum(aggregations),
  operator: z.enum(operators),
  threshold: z.number(),
  /** The entity that it looks at; null for the whole namespace. */
  entity: z.string().nullable(),
  /** At the last evaluation; null where the metric had no values in the window. */
  value: z.number().nullable(),
  holds: z.boolean(),
});

export type CriterionState = z.output<typeof criterionState>;

/** A change of an alert's state. */
export const alertEvent = z.object({
  at: z.number(),
  alert: z.string(),
  entity: z.string().nullable(),
  condition: z.enum(['Fired', 'Resolved']),
  severity: z.number().int(),
  value: z.number().nullable(),
});

export type AlertEvent = z.output<typeof alertEvent>;

/** A receiver of an action group that was told, or was to be told. */
export const notification = z.object({
  at: z.number(),
  alert: z.string(),
  condition: z.enum(['Fired', 'Resolved']),
  actionGroup: z.string(),
  receiver: z.string(),
  kind: z.enum(['email', 'webhook']),
  /** Address of the mail, or origin and path of the webhook without what may be a secret: its query, and long names. */
  to: z.string(),
  /** `logged`: no mail server is set, or webhooks are turned off, so that it was only written down. */
  outcome: z.enum(['delivered', 'logged', 'failed', 'pending']),
  problem: z.string().nullable(),
  /** What the mail says, or the JSON that the webhook is sent. */
  text: z.string(),
});

export type Notification = z.output<typeof notification>;

export const alertState = z.object({
  name: z.string(),
  description: z.string().nullable(),
  severity: z.number().int().min(0).max(4),
  enabled: z.boolean(),
  /** ISO 8601. */
  frequency: z.string(),
  windowSize: z.string(),
  autoMitigate: z.boolean(),
  actionGroups: z.array(z.string()),
  /** Why it is not evaluated here: a dynamic threshold, or a metric that only Azure has; null where it is. */
  notEvaluated: z.string().nullable(),
  evaluatedAt: z.number().nullable(),
  /** Its conditions at the last evaluation, one for each entity that they are evaluated for. */
  criteria: z.array(criterionState),
  /** Entities for which it fires now, with the moment since; entity null is the namespace. */
  firing: z.array(z.object({ entity: z.string().nullable(), since: z.number() })),
});

export type AlertState = z.output<typeof alertState>;

/** The stack's alerts, and what they did since the broker started: the newest first, at most 500 of each. */
export const alerts = z.object({
  at: z.number(),
  alerts: z.array(alertState),
  events: z.array(alertEvent),
  notifications: z.array(notification),
});

export type Alerts = z.output<typeof alerts>;
