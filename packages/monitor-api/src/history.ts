import { z } from 'zod';

import { entityPath } from './figures.js';

/** A value for each moment of `at`; null where none is known. */
const column = z.array(z.number().nullable());

/**
 * The past of an entity, or of the whole namespace, oldest first. Gauges are values at the moment; the others are what
 * happened in the step that ends then. What a topic has is what it and its subscriptions have together, as in Azure's
 * metrics; a message that came in counts once there.
 */
export const history = z.object({
  entity: entityPath.nullable(),
  /** Milliseconds between two moments. */
  step: z.number().positive(),
  /** Milliseconds since the epoch. */
  at: z.array(z.number()),
  active: column,
  scheduled: column,
  deadLetters: column,
  size: column,
  incoming: column,
  outgoing: column,
  completed: column,
  abandoned: column,
  deadLettered: column,
  throttled: column,
  serverErrors: column,
  userErrors: column,
});

export type History = z.output<typeof history>;
