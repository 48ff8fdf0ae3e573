import { useLocation } from 'preact-iso';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import type { EntityDetail } from '../../api/entities.js';
import type { SubQueue } from '../../api/places.js';
import { api, ProblemError } from '../api-client.js';
import { EmptyState, ErrorState, Loading } from '../components/states.js';
import { useResource } from '../live/resource.js';
import { browserAddress } from './addresses.js';
import { pageQuery, readBrowserQuery, writeBrowserQuery, type BrowserQuery } from './browser-query.js';
import { EntityJobs } from './entity-jobs.js';
import { FilterBar } from './filter-bar.js';
import { filterOfTerms, termsOf } from './filter-terms.js';
import { MessagePanel } from './message-panel.js';
import { MessageTools } from './message-tools.js';
import './messages.css';
import { PageOfMessages } from './page-of-messages.js';
import { BeginAt } from './pager.js';
import { nothingChosen } from './selection.js';

export interface MessagesPageProps {
  readonly entity: EntityDetail;
  readonly subQueue: SubQueue;
  /** The message that is open; null where it is the list alone. */
  readonly sequenceNumber: string | null;
}

/** The messages of an entity, of its dead letters, or of its transfer dead letters. */
export function MessagesPage(props: MessagesPageProps) {
  // Another place begins anew: nothing that was chosen here may be taken there.
  return <MessageBrowser key={`${props.subQueue} ${props.entity.path}`} {...props} />;
}

function MessageBrowser({ entity, subQueue, sequenceNumber }: MessagesPageProps) {
  const { url, route } = useLocation();
  const search = searchOf(url);
  const query = useMemo(() => readBrowserQuery(search), [search]);
  const [selection, setSelection] = useState(nothingChosen);
  const place = { entity: entity.path, subQueue };
  const page = useResource(JSON.stringify(pageQuery(place, query)), (signal) =>
    api.messages(pageQuery(place, query), signal),
  );
  const terms = termsOf(query.filter);
  const filterKey = JSON.stringify(terms);
  useEffect(() => setSelection(nothingChosen), [filterKey]);
  const hasEnded = useRef(false);
  const onJobEnded = () => {
    page.reload();
    // While a dialog tells of the job, it stays with the messages that it is about.
    if (document.querySelector('dialog[open]') === null) setSelection(nothingChosen);
    else hasEnded.current = true;
  };
  const onActed = () => {
    if (hasEnded.current) setSelection(nothingChosen);
    hasEnded.current = false;
    page.reload();
  };
  const go = (changes: Partial<BrowserQuery>) =>
    route(browserAddress(entity.path, subQueue, writeBrowserQuery({ ...query, ...changes })));
  const refused = page.error instanceof ProblemError && page.error.status === 400 ? page.error.message : undefined;

  return (
    <div class={`messages${sequenceNumber === null ? '' : ' with-panel'}`}>
      <div class="messages-list stack">
        <EntityJobs entity={entity.path} onEnded={onJobEnded} />
        <FilterBar
          subQueue={subQueue}
          terms={terms}
          problem={refused}
          onChange={(changed) => go({ filter: filterOfTerms(changed), from: undefined })}
        />
        <div class="tool-row">
          <MessageTools
            entity={entity}
            subQueue={subQueue}
            filter={query.filter}
            selection={selection}
            onSelect={setSelection}
            onRefresh={page.reload}
            onActed={onActed}
          />
          <BeginAt key={query.from ?? ''} from={query.from} onBegin={(from) => go({ from })} />
        </div>
        {page.data === null && page.error === null && <Loading lines={12} label="Looking at messages" />}
        {page.error !== null && refused === undefined && <ErrorState error={page.error} onRetry={page.reload} />}
        {refused !== undefined && (
          <EmptyState title="The filter cannot be understood">Change it above, or take it away.</EmptyState>
        )}
        {page.data !== null && (
          <PageOfMessages
            entity={entity}
            subQueue={subQueue}
            query={query}
            page={page.data}
            opened={sequenceNumber}
            selection={selection}
            onSelect={setSelection}
            onRefresh={page.reload}
          />
        )}
      </div>
      {sequenceNumber !== null && (
        <MessagePanel
          entity={entity}
          subQueue={subQueue}
          sequenceNumber={sequenceNumber}
          rows={page.data?.messages ?? []}
          query={query}
        />
      )}
    </div>
  );
}

function searchOf(url: string): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at);
}
