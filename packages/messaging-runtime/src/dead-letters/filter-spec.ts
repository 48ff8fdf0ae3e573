/** How two values are compared: `~` is "contains, in any case", `exists` asks for no value. */
export type Comparison = 'exists' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '~';

/** A condition on a named thing: an application property, or a place in the body. */
export interface Condition {
  /** Name of the property, or JSONPath into the body (RFC 9535). */
  readonly name: string;
  readonly comparison: Comparison;
  /** As the user wrote it; empty for `exists`. */
  readonly value: string;
}

/** Which dead letters are meant. All that is given must hold; an empty filter means all of them. */
export interface FilterSpec {
  /** Text that reason or description contains, in any case. */
  readonly reason?: string | undefined;
  /** On application properties. */
  readonly properties?: readonly Condition[] | undefined;
  /** On properties that are not the application's: `messageId`, `deliveryCount`, `state` … */
  readonly system?: readonly Condition[] | undefined;
  readonly body?: readonly Condition[] | undefined;
  /** Text that the body contains, as text, in any case. */
  readonly text?: string | undefined;
  /** Milliseconds since the message was enqueued, at least. */
  readonly olderThan?: number | undefined;
  /** Milliseconds since the message was enqueued, at most. */
  readonly newerThan?: number | undefined;
  /** One of these ids. */
  readonly messageIds?: readonly string[] | undefined;
  /** One of these sequence numbers. */
  readonly sequenceNumbers?: readonly string[] | undefined;
}

/** A filter, edit or patch that cannot be understood. The message says the value, the rule and the cure. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}

/** Longer ones first, so that `>=` is not taken for `>`. */
const comparisons = ['!=', '<=', '>=', '=', '<', '>', '~'] as const;

/**
 * Reads a condition: `name`, or `name=value` with one of `=`, `!=`, `<`, `<=`, `>`, `>=` and `~`. Operators within
 * brackets or quotes belong to the name, which may be a JSONPath with a filter of its own.
 *
 * @throws {@link RequestError}
 */
export function readCondition(text: string): Condition {
  const at = operatorIn(text);
  if (at === undefined) return { name: nameIn(text, text), comparison: 'exists', value: '' };
  const { position, comparison } = at;
  const value = text.slice(position + comparison.length).trim();
  if (value === '' && comparison !== '=' && comparison !== '!=') {
    throw new RequestError(`"${text}" names nothing to compare with: write a value after ${comparison}`);
  }
  return { name: nameIn(text.slice(0, position), text), comparison, value };
}

function nameIn(part: string, text: string): string {
  const name = part.trim();
  if (name !== '') return name;
  throw new RequestError(`"${text}" names nothing to compare: write name=value, as in type=order`);
}

function operatorIn(text: string): { position: number; comparison: (typeof comparisons)[number] } | undefined {
  let depth = 0;
  let quote: string | undefined;
  for (let position = 0; position < text.length; position += 1) {
    const character = text.charAt(position);
    if (quote !== undefined) {
      if (character === '\\') position += 1;
      else if (character === quote) quote = undefined;
    } else if (depth > 0 && (character === '"' || character === "'")) quote = character;
    else if (character === '[') depth += 1;
    else if (character === ']') depth -= 1;
    else if (depth <= 0) {
      const comparison = comparisons.find((operator) => text.startsWith(operator, position));
      if (comparison !== undefined) return { position, comparison };
    }
  }
  return undefined;
}
