import type { EntitySummary } from '../../../api/index.js';
import { Sparkline } from '../../charts/sparkline.js';
import { Badge } from '../../components/badge.js';
import { EntityIcon } from '../../components/entity-icon.js';
import { Figure } from '../../components/number.js';
import type { Column } from '../../components/table.js';
import { backlogTrail } from '../../live/backlog-trails.js';
import { figuresOf, rates } from '../../live/live-store.js';
import type { EntityRow } from './entity-rows.js';

/** What a column says of an entity, as text or a figure: it is sorted by that. */
export function valueOf(entity: EntitySummary, column: string): number | string {
  const { counts } = entity;
  switch (column) {
    case 'active':
      return counts.active;
    case 'scheduled':
      return counts.scheduled;
    case 'deadLetters':
      return counts.deadLetters + counts.transferDeadLetters;
    case 'in':
      return rates.value.get(entity.path)?.incoming ?? 0;
    case 'out':
      return rates.value.get(entity.path)?.outgoing ?? 0;
    case 'receivers':
      return receiversOf(entity) ?? 0;
    case 'size':
      return entity.sizeInBytes ?? 0;
    default:
      return entity.path;
  }
}

const name: Column<EntityRow> = {
  id: 'name',
  title: 'Entity',
  grow: true,
  sortBy: ({ entity }) => entity.path,
  cell: (row) => <EntityName row={row} />,
};

const counts: readonly Column<EntityRow>[] = [
  numeric('active', 'Active', ({ entity }) =>
    entity.kind === 'topic' ? null : <Figure value={entity.counts.active} />,
  ),
  numeric('scheduled', 'Scheduled', ({ entity }) =>
    entity.kind === 'subscription' ? null : <Figure value={entity.counts.scheduled} />,
  ),
  numeric('deadLetters', 'Dead letters', ({ entity }) => <DeadLetters entity={entity} />),
];

const size = numeric('size', 'Size', ({ entity }) =>
  entity.sizeInBytes === null ? null : <Figure value={entity.sizeInBytes} as="bytes" />,
);

const trail: Column<EntityRow> = {
  id: 'trail',
  title: 'Backlog, 15 min',
  from: 'medium',
  cell: ({ entity }) => (entity.kind === 'topic' ? null : <Backlog path={entity.path} />),
};

const monitor: readonly Column<EntityRow>[] = [
  {
    ...numeric('in', 'In / s', ({ entity }) => (
      <Figure value={rates.value.get(entity.path)?.incoming ?? 0} as="rate" />
    )),
    from: 'medium',
  },
  {
    ...numeric('out', 'Out / s', ({ entity }) =>
      entity.kind === 'topic' ? null : <Figure value={rates.value.get(entity.path)?.outgoing ?? 0} as="rate" />,
    ),
    from: 'medium',
  },
  {
    ...numeric('receivers', 'Receivers', ({ entity }) =>
      entity.kind === 'topic' ? null : <Figure value={receiversOf(entity)} />,
    ),
    from: 'wide',
  },
];

/** Columns of the tree; rates, receivers and the past are told by a local broker alone. */
export function entityColumns(monitored: boolean): readonly Column<EntityRow>[] {
  return monitored ? [name, trail, ...counts, ...monitor, size] : [name, ...counts, size];
}

function numeric(id: string, title: string, cell: Column<EntityRow>['cell']): Column<EntityRow> {
  return { id, title, numeric: true, cell, sortBy: ({ entity }) => valueOf(entity, id) };
}

function receiversOf({ path }: EntitySummary): number | undefined {
  return figuresOf(path)?.gauges.receivers;
}

function EntityName({ row: { entity, isChild } }: { readonly row: EntityRow }) {
  return (
    <span class={isChild ? 'tree-name child' : 'tree-name'}>
      <EntityIcon kind={entity.kind} />
      <span class="mono">{entity.name}</span>
      {entity.status !== 'Active' && <Badge tone="warning">{entity.status}</Badge>}
    </span>
  );
}

function DeadLetters({ entity }: { readonly entity: EntitySummary }) {
  if (entity.kind === 'topic') return null;
  const { deadLetters, transferDeadLetters } = entity.counts;
  return (
    <>
      <Figure value={deadLetters} tone="warning" />
      {transferDeadLetters > 0 && (
        <span class="small" title="Transfer dead letters: what could not be forwarded">
          {' '}
          + <Figure value={transferDeadLetters} tone="warning" />
        </span>
      )}
    </>
  );
}

function Backlog({ path }: { readonly path: string }) {
  return <Sparkline values={backlogTrail(path)} label={`Backlog of ${path} in the last 15 minutes`} />;
}
