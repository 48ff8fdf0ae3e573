import { z } from 'zod';

import { ControlError } from '../control/control-error.js';

/**
 * The parameters of a request, as its schema has them.
 *
 * @throws ControlError 400 that names the parameter and what it must be.
 */
export function parseQuery<T>(schema: z.ZodType<T>, query: unknown): T {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  throw new ControlError(400, `The parameters of the request are not valid. ${z.prettifyError(parsed.error)}`);
}

/**
 * The body of a request, as its schema has it.
 *
 * @throws ControlError 400 that names the field and what it must be.
 */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ControlError(400, `The body of the request is not valid. ${z.prettifyError(parsed.error)}`);
}
