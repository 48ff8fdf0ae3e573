import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';

import { HistoryCharts } from '../../charts/history-charts.js';
import { entityAddress } from '../../addresses.js';
import { EmptyState, Loading } from '../../components/states.js';
import { TextField } from '../../components/field.js';
import { Page } from '../../components/page.js';
import { Table, type Sorting } from '../../components/table.js';
import { about, entities, monitored } from '../../live/live-store.js';
import { BrokerFigures } from './broker-figures.js';
import { entityColumns, valueOf } from './entity-columns.js';
import { entityRows } from './entity-rows.js';
import { NamespaceStrip } from './namespace-strip.js';

/** The whole namespace: how it stands, and every entity of it. */
export function OverviewPage() {
  const known = about.value;
  const all = entities.value;
  return (
    <Page title="Overview" heading={known?.namespace ?? 'Overview'} lead={known === null ? '' : leadOf(known.sku)}>
      {all === null ? (
        <Loading lines={14} />
      ) : (
        <>
          <NamespaceStrip entities={all} />
          <EntityTree />
          {monitored.value && <HistoryCharts entity={null} />}
          {monitored.value && <BrokerFigures />}
        </>
      )}
    </Page>
  );
}

/** @param sku null where an identity may not ask for it */
function leadOf(sku: string | null): string {
  const tier = sku === null ? [] : [`${sku} tier`];
  return monitored.value
    ? [...tier, 'on the local broker'].join(', ')
    : [...tier, 'on Azure: Azure Monitor has its rates, connections and alerts'].join(', ');
}

function EntityTree() {
  const { query, path, route } = useLocation();
  const [sorting, setSorting] = useState<Sorting>({ column: 'name', descending: false });
  const search = query['search'] ?? '';
  const all = entities.value ?? [];
  const columns = entityColumns(monitored.value);
  const rows = entityRows(all, { search, sorting, valueOf });
  const setSearch = (text: string) => route(text === '' ? path : `${path}?search=${encodeURIComponent(text)}`, true);

  if (all.length === 0) {
    return (
      <EmptyState title="The namespace has no entities">
        Queues, topics and subscriptions appear here as soon as they are deployed.
      </EmptyState>
    );
  }
  return (
    <section class="section" aria-label="Entities">
      <div class="search" data-search role="search">
        <TextField
          label="Find a queue, topic or subscription"
          type="search"
          value={search}
          placeholder="/ to search"
          onInput={setSearch}
        />
        <p class="muted small" role="status">
          {rows.length === all.length ? `${all.length} entities` : `${rows.length} of ${all.length} entities`}
        </p>
      </div>
      {rows.length === 0 ? (
        <EmptyState title={`Nothing has "${search}" in its path`} />
      ) : (
        <Table
          caption="Queues, topics and subscriptions"
          columns={columns}
          rows={rows}
          rowKey={({ entity }) => entity.path}
          href={({ entity }) => entityAddress(entity.path)}
          rowClass={({ isChild }) => (isChild ? 'child' : undefined)}
          sorting={sorting}
          onSort={setSorting}
        />
      )}
    </section>
  );
}
