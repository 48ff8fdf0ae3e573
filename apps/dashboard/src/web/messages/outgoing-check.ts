import { outgoingMessage } from '../../api/messages.js';

/** What keeps a line from being a message of an import; undefined if nothing does. */
export function lineProblem(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `no JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  const { success, error } = outgoingMessage.safeParse(value);
  if (success) return undefined;
  return error.issues.map(({ path, message }) => `${path.join('.') || 'the message'}: ${message}`).join('; ');
}
