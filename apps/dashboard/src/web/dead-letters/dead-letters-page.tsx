import { useState } from 'preact/hooks';

import type { DeadLetterGroups, DeadLetterGroupView } from '../../api/index.js';
import { deadLetterGroupAddress } from '../addresses.js';
import { Button } from '../components/button.js';
import { Page, Section } from '../components/page.js';
import { EmptyState, Loaded } from '../components/states.js';
import { sortRows, Table, type Sorting } from '../components/table.js';
import { formatCount } from '../format.js';
import { about, deadLetterCount } from '../live/live-store.js';
import './dead-letters.css';
import { groupColumns } from './group-columns.js';
import { ScanNotes } from './scan-notes.js';
import { useGroups } from './use-groups.js';

/** Dead letters of all entities, and what is parked, by the way in which they failed. */
export function DeadLettersPage() {
  const groups = useGroups();
  return (
    <Page
      title="Dead letters"
      lead={`${formatCount(deadLetterCount.value)} in all, put together by entity, reason, error and what their descriptions have in common`}
      actions={
        <Button disabled={groups.loading} onClick={groups.reload}>
          Look again
        </Button>
      }
    >
      <Loaded resource={groups} lines={6}>
        {(found) => <Groups found={found} />}
      </Loaded>
    </Page>
  );
}

function Groups({ found }: { readonly found: DeadLetterGroups }) {
  const failed = found.groups.filter(({ subQueue }) => subQueue !== 'active');
  const parked = found.groups.filter(({ subQueue }) => subQueue === 'active');
  return (
    <>
      <ScanNotes scans={found.entities} />
      {failed.length === 0 ? (
        <EmptyState title="No dead letters" action={<a href="/">Go to the overview</a>}>
          Nothing failed for good: what consumers give up, and what expires where that is kept, would be here.
        </EmptyState>
      ) : (
        <GroupTable caption="Groups of dead letters" groups={failed} />
      )}
      {parked.length > 0 && (
        <Section title={`Parked in ${about.value?.parkingQueue ?? 'the parking queue'}`}>
          <GroupTable caption="Groups of parked messages" groups={parked} />
        </Section>
      )}
    </>
  );
}

function GroupTable({
  caption,
  groups,
}: {
  readonly caption: string;
  readonly groups: readonly DeadLetterGroupView[];
}) {
  const [sorting, setSorting] = useState<Sorting>({ column: 'count', descending: true });
  return (
    <Table
      caption={caption}
      columns={groupColumns}
      rows={sortRows(groups, groupColumns, sorting)}
      rowKey={({ id }) => id}
      href={({ id, entity }) => `${deadLetterGroupAddress(id)}?${new URLSearchParams({ entity }).toString()}`}
      sorting={sorting}
      onSort={setSorting}
    />
  );
}
