import { useLocation } from 'preact-iso';

import type { EntityDetail } from '../../api/entities.js';
import type { MessagePage } from '../../api/messages.js';
import type { SubQueue } from '../../api/places.js';
import { browserAddress } from './addresses.js';
import { writeBrowserQuery, type BrowserQuery } from './browser-query.js';
import { isEmptyFilter } from './filter-terms.js';
import { MessageList } from './message-list.js';
import { NewsHint } from './news-hint.js';
import { NoMessages } from './no-messages.js';
import { pageBefore, rememberPage } from './page-trail.js';
import { Pager, PageStatus } from './pager.js';
import type { MessageSelection } from './selection.js';

interface PageOfMessagesProps {
  readonly entity: EntityDetail;
  readonly subQueue: SubQueue;
  readonly query: BrowserQuery;
  readonly page: MessagePage;
  readonly opened: string | null;
  readonly selection: MessageSelection;
  readonly onSelect: (selection: MessageSelection) => void;
  readonly onRefresh: () => void;
}

/** A page of messages, what is to be known about it, and the ways to the others. */
export function PageOfMessages({
  entity,
  subQueue,
  query,
  page,
  opened,
  selection,
  onSelect,
  onRefresh,
}: PageOfMessagesProps) {
  const { route } = useLocation();
  const place = { entity: entity.path, subQueue };
  const isFiltered = !isEmptyFilter(query.filter);
  const search = writeBrowserQuery(query);
  const addressFrom = (from: string | undefined) =>
    browserAddress(entity.path, subQueue, writeBrowserQuery({ ...query, from }));
  const before = pageBefore(addressFrom(query.from));
  const goOn = (next: string) => {
    rememberPage(addressFrom(next), addressFrom(query.from));
    route(addressFrom(next));
  };

  return (
    <>
      <div class="list-head">
        <PageStatus page={page} isFiltered={isFiltered} />
        <NewsHint place={place} page={page} onRefresh={onRefresh} />
      </div>
      {page.messages.length === 0 ? (
        <NoMessages entity={entity} subQueue={subQueue} page={page} isFiltered={isFiltered} from={query.from} />
      ) : (
        <MessageList
          place={place}
          rows={page.messages}
          query={search}
          opened={opened}
          selection={selection}
          onSelect={onSelect}
        />
      )}
      <Pager
        page={page}
        isFiltered={isFiltered}
        isFurther={query.from !== undefined}
        onPrevious={before === undefined ? undefined : () => route(before)}
        onFirst={() => route(addressFrom(undefined))}
        onNext={goOn}
      />
    </>
  );
}
