import { parkingProperties, provenanceProperties } from '@ams/messaging-runtime/message-properties';

import type { Edit } from '../../api/index.js';
import type { PropertyView } from '../../api/messages.js';

export const propertyTypes = ['string', 'number', 'boolean'] as const;

export type PropertyType = (typeof propertyTypes)[number];

/** An application property while it is edited. */
export interface PropertyRow {
  readonly key: number;
  readonly name: string;
  readonly type: PropertyType;
  readonly value: string;
  readonly removed: boolean;
  /** What the message has; undefined for one that is new. */
  readonly before: { readonly type: PropertyView['type']; readonly value: string } | undefined;
}

/** What tells where a message came from is not to be edited, and what tells why it is a dead letter stays behind. */
const kept: ReadonlySet<string> = new Set([
  ...Object.values(provenanceProperties),
  ...Object.values(parkingProperties),
  'DeadLetterReason',
  'DeadLetterErrorDescription',
]);

/** The properties of a message that can be edited. */
export function rowsOf(properties: readonly PropertyView[]): readonly PropertyRow[] {
  return properties
    .filter(({ name }) => !kept.has(name))
    .map(({ name, type, value }, key) => ({
      key,
      name,
      type: isPropertyType(type) ? type : 'string',
      value,
      removed: false,
      before: { type, value },
    }));
}

/** With one more, that is empty. */
export function withNewRow(rows: readonly PropertyRow[]): readonly PropertyRow[] {
  const key = Math.max(-1, ...rows.map((row) => row.key)) + 1;
  return [...rows, { key, name: '', type: 'string', value: '', removed: false, before: undefined }];
}

/** What is wrong with a row; undefined if nothing is. */
export function rowProblem(row: PropertyRow, rows: readonly PropertyRow[]): string | undefined {
  if (row.removed || !isChanged(row)) return undefined;
  const name = row.name.trim();
  if (name === '') return 'It needs a name.';
  if (kept.has(name)) return 'It tells where the message came from, and is not to be edited.';
  if (rows.some((other) => other.key !== row.key && other.name.trim() === name)) return 'There is one of that name.';
  if (row.type === 'number' && (row.value.trim() === '' || !Number.isFinite(Number(row.value))))
    return 'It is no number.';
  if (row.type === 'boolean' && !/^(true|false)$/.test(row.value.trim())) return 'Write true or false.';
  return undefined;
}

/** The changes that rows ask for. */
export function propertyEdits(rows: readonly PropertyRow[]): NonNullable<Edit['properties']> {
  const changes = rows.flatMap((row): readonly (readonly [string, string | number | boolean | null])[] => {
    const name = row.name.trim();
    if (name === '') return [];
    if (row.removed) return [[name, null]];
    return isChanged(row) ? [[name, valueOf(row)]] : [];
  });
  return Object.fromEntries(changes);
}

function isChanged({ type, value, before }: PropertyRow): boolean {
  if (before === undefined) return true;
  // What is no text, number or boolean stays what it is for as long as nobody writes into it.
  return value !== before.value || (isPropertyType(before.type) && type !== before.type);
}

function valueOf({ type, value }: PropertyRow): string | number | boolean {
  if (type === 'number') return Number(value);
  return type === 'boolean' ? value.trim() === 'true' : value;
}

function isPropertyType(type: PropertyView['type']): type is PropertyType {
  return propertyTypes.some((each) => each === type);
}
