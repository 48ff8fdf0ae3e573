import { codeOf } from '../errors.js';

/** What an error is grouped by: the code that Service Bus gives it, else its class. */
export function errorTypeOf(error: unknown): string {
  const code = codeOf(error);
  if (code !== undefined) return code;
  if (!(error instanceof Error)) return '_OTHER';
  return error.name === 'Error' ? error.constructor.name : error.name;
}
