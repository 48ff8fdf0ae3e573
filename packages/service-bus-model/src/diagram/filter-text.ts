import type { FilterDefinition } from '../topology.js';

/** A filter as people read it: the SQL condition, or what the members of a correlation filter must equal. */
export function filterText(filter: FilterDefinition): string {
  switch (filter.kind) {
    case 'true':
      return 'everything';
    case 'false':
      return 'nothing';
    case 'sql':
      return filter.sqlExpression;
    case 'correlation': {
      return Object.entries({ ...filter, ...filter.properties })
        .filter(([name]) => name !== 'kind' && name !== 'properties')
        .map(([name, value]) => `${name} = ${String(value)}`)
        .join(', ');
    }
  }
}
