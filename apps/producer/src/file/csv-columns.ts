import { eventSchema, orderSchema } from '@ams/messages';
import { z } from 'zod';
import type { Kind } from '../traffic.js';

/** What the header row of a CSV file says. */
export interface NamedColumns {
  readonly ok: true;
  readonly names: readonly string[];
  /** What all rows are; undefined where a column says it for each. */
  readonly kind: Kind | undefined;
}

/** The column that says what a row is, where the file has both orders and events. */
const kindColumn = 'kind';

/** The fields that are numbers by the schemas; all others are text. */
const numericFields: Readonly<Record<Kind, ReadonlySet<string>>> = {
  order: numericIn([orderSchema.shape]),
  event: numericIn(eventSchema.options.map(({ shape }) => shape)),
};

/** Reads the header row. Without a column `kind`, rows with an `event_id` are events, those with an `order_id` orders. */
export function columnsOf(header: readonly string[]): NamedColumns | { readonly ok: false; readonly problem: string } {
  const names = header.map((name) => name.trim());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (names.includes('')) return { ok: false, problem: 'the header row has a column without a name' };
  if (twice !== undefined) return { ok: false, problem: `the header row has the column ${twice} twice` };
  if (names.includes(kindColumn)) return { ok: true, names, kind: undefined };
  if (names.includes('event_id')) return { ok: true, names, kind: 'event' };
  if (names.includes('order_id')) return { ok: true, names, kind: 'order' };
  return {
    ok: false,
    problem: `the header row must name the column ${kindColumn}, order_id or event_id, and names ${names.join(', ').slice(0, 200)}`,
  };
}

/** A row as `{ kind, body }`, or why it is none. */
export function recordOf(
  { names, kind: kindOfAll }: NamedColumns,
  cells: readonly string[],
): { readonly kind: unknown; readonly body: unknown } | { readonly problem: string } {
  if (cells.length !== names.length) {
    return { problem: `the row has ${cells.length} columns, the header row ${names.length}` };
  }
  const kind = kindOfAll ?? cells[names.indexOf(kindColumn)];
  const numeric = kind === 'order' || kind === 'event' ? numericFields[kind] : new Set<string>();
  const fields = names.flatMap((name, index) => {
    const cell = cells[index] ?? '';
    return cell === '' || name === kindColumn ? [] : [[name, numeric.has(name) ? numberIn(cell) : cell] as const];
  });
  return { kind, body: Object.fromEntries(fields) };
}

/** The number, or the text as it stands for the schema to refuse it. */
function numberIn(cell: string): number | string {
  return /^\s*-?\d+(\.\d+)?(e[+-]?\d+)?\s*$/i.test(cell) ? Number(cell) : cell;
}

function numericIn(shapes: readonly Readonly<Record<string, unknown>>[]): ReadonlySet<string> {
  return new Set(shapes.flatMap((shape) => Object.keys(shape).filter((name) => isNumeric(shape[name]))));
}

function isNumeric(field: unknown): boolean {
  return field instanceof z.ZodOptional ? isNumeric(field.unwrap()) : field instanceof z.ZodNumber;
}
