import type { EntitySummary } from '../../../api/index.js';
import type { Sorting } from '../../components/table.js';

/** A line of the tree: a queue, a topic, or a subscription under its topic. */
export interface EntityRow {
  readonly entity: EntitySummary;
  readonly isChild: boolean;
}

interface RowsOptions {
  /** Part of a path, in any case; a topic stays when one of its subscriptions is meant. */
  readonly search: string;
  readonly sorting: Sorting;
  /** What a column is sorted by; text, or a figure. */
  readonly valueOf: (entity: EntitySummary, column: string) => number | string;
}

/** The tree of entities: what is searched for, sorted at each level. A topic counts for as much as its subscriptions. */
export function entityRows(entities: readonly EntitySummary[], options: RowsOptions): readonly EntityRow[] {
  const matches = ({ path }: EntitySummary) => path.toLowerCase().includes(options.search.trim().toLowerCase());
  const childrenOf = (topic: EntitySummary) =>
    entities.filter(({ kind, topic: of }) => kind === 'subscription' && of === topic.path);
  const groups = entities
    .filter(({ kind }) => kind !== 'subscription')
    .map((entity) => ({ entity, children: childrenOf(entity) }))
    .map(({ entity, children }) => ({
      entity,
      children: children.filter(matches),
      weight: weightOf([entity, ...children], options),
    }))
    .filter(({ entity, children }) => matches(entity) || children.length > 0);

  const sign = options.sorting.descending ? -1 : 1;
  return groups
    .sort((a, b) => sign * compare(a.weight, b.weight) || compare(a.entity.path, b.entity.path))
    .flatMap(({ entity, children }) => [
      { entity, isChild: false },
      ...children
        .map((child) => ({ child, weight: weightOf([child], options) }))
        .sort((a, b) => sign * compare(a.weight, b.weight) || compare(a.child.path, b.child.path))
        .map(({ child }) => ({ entity: child, isChild: true })),
    ]);
}

function weightOf(entities: readonly EntitySummary[], { sorting, valueOf }: RowsOptions): number | string {
  const values = entities.map((entity) => valueOf(entity, sorting.column));
  const first = values[0] ?? 0;
  return typeof first === 'string' ? first : values.reduce<number>((sum, value) => sum + Number(value), 0);
}

function compare(a: number | string, b: number | string): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en');
}
