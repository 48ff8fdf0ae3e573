import type { AlertEvent } from '@ams/monitor-api';

import { entityAddress } from '../../addresses.js';
import { Badge } from '../../components/badge.js';
import { EmptyState } from '../../components/states.js';
import { Table, type Column } from '../../components/table.js';
import { Time } from '../../components/time.js';
import { formatRate } from '../../format.js';
import { severityName } from './severity.js';

/** When alerts fired and resolved, the newest first. */
export function AlertEvents({ events }: { readonly events: readonly AlertEvent[] }) {
  if (events.length === 0) {
    return (
      <EmptyState title="No alert has fired since the broker started">
        What fires or resolves is listed here.
      </EmptyState>
    );
  }
  return (
    <Table
      caption="Alerts that fired and resolved"
      columns={columns}
      rows={events}
      rowKey={({ at, alert, entity, condition }) => `${at} ${alert} ${entity} ${condition}`}
    />
  );
}

const columns: readonly Column<AlertEvent>[] = [
  { id: 'at', title: 'When', keep: true, cell: ({ at }) => <Time at={at} as="exact" /> },
  {
    id: 'condition',
    title: 'What',
    cell: ({ condition }) => <Badge tone={condition === 'Fired' ? 'critical' : 'good'}>{condition}</Badge>,
  },
  { id: 'alert', title: 'Alert', grow: true, cell: ({ alert }) => <span class="mono">{alert}</span> },
  {
    id: 'entity',
    title: 'Entity',
    cell: ({ entity }) =>
      entity === null ? (
        'namespace'
      ) : (
        <a class="mono" href={entityAddress(entity)}>
          {entity}
        </a>
      ),
  },
  { id: 'value', title: 'Value', numeric: true, cell: ({ value }) => formatRate(value) },
  { id: 'severity', title: 'Severity', from: 'medium', keep: true, cell: ({ severity }) => severityName(severity) },
];
