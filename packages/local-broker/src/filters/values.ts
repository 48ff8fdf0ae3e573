import { TimeSpan, type SqlArithmeticOperator } from '@ams/service-bus-model';
import { FilterEvaluationError } from './filter-evaluation-error.js';
import type { FilterValue } from './filtered-message.js';

/** A value, or undefined for SQL's unknown: what a property that does not exist evaluates to. */
export type Evaluated = FilterValue | undefined;

/** True, false, or undefined for SQL's unknown. */
export type Truth = boolean | undefined;

type Numeric = number | bigint;

const isNumeric = (value: Evaluated): value is Numeric => typeof value === 'number' || typeof value === 'bigint';

/**
 * Whether two values are equal: text exactly, numbers by value whatever their type, dates by time, time spans by length,
 * binary by bytes.
 * Unknown if either is unknown or NULL, as in SQL-92, or if they are of different kinds: Azure documents neither, and
 * text compared with a number selects no message either way.
 */
export function areEqual(left: Evaluated, right: Evaluated): Truth {
  if (isNumeric(left) && isNumeric(right)) return left == right;
  if (left instanceof Date && right instanceof Date) return left.getTime() === right.getTime();
  if (left instanceof TimeSpan && right instanceof TimeSpan) return left.ticks === right.ticks;
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    return left.length === right.length && left.every((byte, index) => byte === right[index]);
  }
  if (typeof left === 'string' && typeof right === 'string') return left === right;
  if (typeof left === 'boolean' && typeof right === 'boolean') return left === right;
  return undefined;
}

/**
 * Whether the left value comes before the right one: text by character codes, numbers by value, dates by time, time spans
 * by length.
 * Unknown where `areEqual` is, and for booleans and binary, which have no order.
 */
export function isLess(left: Evaluated, right: Evaluated): Truth {
  if (isNumeric(left) && isNumeric(right)) return left < right;
  if (typeof left === 'string' && typeof right === 'string') return left < right;
  if (left instanceof Date && right instanceof Date) return left.getTime() < right.getTime();
  if (left instanceof TimeSpan && right instanceof TimeSpan) return left.ticks < right.ticks;
  return undefined;
}

/**
 * The result of an operator as C# binds it: two integers yield a 64-bit integer (division truncates), an integer and a
 * double a double, and + with text on either side joins. Unknown if either side is unknown or NULL.
 * @throws FilterEvaluationError other kinds of values, a division by zero, an integer of more than 64 bits
 */
export function calculate(operator: SqlArithmeticOperator, left: Evaluated, right: Evaluated): Evaluated {
  if (left === undefined || left === null || right === undefined || right === null) return undefined;
  if (operator === '+' && (typeof left === 'string' || typeof right === 'string')) return toText(left) + toText(right);
  if (!isNumeric(left) || !isNumeric(right)) {
    throw new FilterEvaluationError(
      `"${operator}" needs numbers on both sides, but has ${describe(left)} and ${describe(right)}.`,
    );
  }
  if ((operator === '/' || operator === '%') && right == 0) {
    throw new FilterEvaluationError(`${left} ${operator} ${right} divides by zero.`);
  }
  return typeof left === 'bigint' && typeof right === 'bigint'
    ? integerOf64Bits(calculateIntegers(operator, left, right))
    : calculateDoubles(operator, Number(left), Number(right));
}

/** The value behind a sign. @throws FilterEvaluationError not a number, or the one integer without a positive twin */
export function sign(operator: '+' | '-', value: Evaluated): Evaluated {
  if (value === undefined || value === null) return undefined;
  if (!isNumeric(value))
    throw new FilterEvaluationError(`The sign ${operator} needs a number, but has ${describe(value)}.`);
  if (operator === '+') return value;
  return typeof value === 'bigint' ? integerOf64Bits(-value) : -value;
}

function calculateIntegers(operator: SqlArithmeticOperator, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
  }
}

function calculateDoubles(operator: SqlArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
  }
}

function integerOf64Bits(value: bigint): bigint {
  if (BigInt.asIntN(64, value) === value) return value;
  throw new FilterEvaluationError(`The result ${value} does not fit into a 64-bit integer.`);
}

/** The text that a value becomes beside other text, booleans spelled as .NET does. */
export function toText(value: NonNullable<FilterValue>): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) throw new FilterEvaluationError('A binary value cannot be turned into text.');
  return String(value);
}

/** What a value is, for messages to people. */
export function describe(value: Evaluated): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'NULL';
  if (value instanceof Date) return `the date ${value.toISOString()}`;
  if (value instanceof TimeSpan) return `the time span ${String(value)}`;
  if (value instanceof Uint8Array) return 'a binary value';
  if (typeof value === 'string') return `the text '${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  return `the ${typeof value === 'boolean' ? 'boolean' : 'number'} ${value}`;
}

/** A value as it stands in a sentence, like a constant of the language: `40`, `'red'`, `missing`. */
export function readable(value: Evaluated): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'NULL';
  if (typeof value === 'string') return quoted(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `binary of ${value.length} bytes`;
  return String(value);
}

const longestText = 120;

function quoted(text: string): string {
  const shown = text.length > longestText ? `${text.slice(0, longestText)}…` : text;
  return `'${shown.replaceAll("'", "''")}'`;
}
