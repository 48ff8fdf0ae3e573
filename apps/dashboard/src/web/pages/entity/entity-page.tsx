import { api } from '../../api-client.js';
import { Page } from '../../components/page.js';
import { ErrorState, Loading } from '../../components/states.js';
import { Tabs } from '../../components/tabs.js';
import { entityOf, monitored } from '../../live/live-store.js';
import { useResource } from '../../live/resource.js';
import { EntityHead } from './entity-head.js';
import { EntityTabContent } from './entity-tab-content.js';
import { tabsOf } from './entity-tabs.js';

interface EntityPageProps {
  readonly entity: string;
  readonly tab?: string;
  readonly sequenceNumber?: string;
}

/** All about one queue, topic or subscription: its head stays while its tabs change. */
export function EntityPage({ entity, tab = '', sequenceNumber }: EntityPageProps) {
  const resource = useResource(entity, (signal) => api.entity(entity, signal));
  const summary = entityOf(entity) ?? resource.data;
  const kind = summary?.kind;

  return (
    <Page key={entity} title={entity} heading={<EntityHead path={entity} summary={summary} />}>
      {summary !== null && (
        <Tabs label={`Views of ${kind} ${entity}`} tabs={tabsOf(summary, { tab, monitored: monitored.value })} />
      )}
      {resource.error !== null && <ErrorState error={resource.error} onRetry={resource.reload} />}
      {resource.data !== null && (
        <EntityTabContent detail={resource.data} tab={tab} sequenceNumber={sequenceNumber ?? null} />
      )}
      {resource.data === null && resource.error === null && <Loading lines={8} />}
    </Page>
  );
}
