import { formatJson as formatExactly, tokensOfJson } from '../../api/exact-json.js';

/** JSON on lines of its own, with each number and text as it was written; undefined for what is no JSON. */
export function formatJson(text: string): string | undefined {
  return isJson(text) ? formatExactly(text) : undefined;
}

/** JSON without the spaces between its parts; text that is no JSON as it is. */
export function compactJson(text: string): string {
  return isJson(text) ? tokensOfJson(text).join('') : text;
}

/** What is wrong with it as JSON; undefined if nothing is. */
export function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function isJson(text: string): boolean {
  return jsonProblem(text) === undefined;
}
