import type { PropertyView } from '../../api/messages.js';
import { Badge } from '../components/badge.js';
import { Table, type Column } from '../components/table.js';

const columns: readonly Column<PropertyView>[] = [
  { id: 'name', title: 'Name', cell: ({ name }) => <span class="mono">{name}</span> },
  { id: 'value', title: 'Value', grow: true, cell: ({ value }) => <span class="mono value">{value}</span> },
  { id: 'type', title: 'Type', cell: ({ type }) => <Badge>{type}</Badge> },
];

interface PropertyListProps {
  readonly label: string;
  readonly properties: readonly PropertyView[];
  /** What is said where there are none. */
  readonly none: string;
}

/** Properties of a message with their types, each as plain text. */
export function PropertyList({ label, properties, none }: PropertyListProps) {
  if (properties.length === 0) return <p class="muted">{none}</p>;
  return <Table caption={label} columns={columns} rows={properties} rowKey={({ name }) => name} />;
}
