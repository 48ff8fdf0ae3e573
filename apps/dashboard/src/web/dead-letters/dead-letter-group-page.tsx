import { useLocation } from 'preact-iso';
import { useRef, useState } from 'preact/hooks';

import type { DeadLetterGroups, DeadLetterGroupView } from '../../api/index.js';
import { Page } from '../components/page.js';
import { EmptyState, Loaded } from '../components/states.js';
import { Time } from '../components/time.js';
import { formatCount } from '../format.js';
import { browserAddress } from '../messages/addresses.js';
import { EntityJobs } from '../messages/entity-jobs.js';
import { DeadLetterActions } from './dead-letter-actions.js';
import './dead-letters.css';
import { GroupMessages, type Mending } from './group-messages.js';
import { ScanNotes } from './scan-notes.js';
import { useGroups } from './use-groups.js';

/** The messages of one group of dead letters. @param group id of it */
export function DeadLetterGroupPage({ group }: { readonly group: string }) {
  const { query } = useLocation();
  // The address may say where to look: then nothing else is looked at.
  const groups = useGroups(query['entity']);
  const [isMended, setMended] = useState(false);
  const last = useRef<DeadLetterGroupView | undefined>(undefined);
  const current = groups.data?.groups.find(({ id }) => id === group);
  if (current !== undefined) last.current = current;
  // A group that goes while somebody mends it stays in sight until they have seen how that ended.
  const found = current ?? (isMended && last.current?.id === group ? last.current : undefined);
  const mending = {
    onOpened: () => setMended(true),
    onClosed: () => {
      setMended(false);
      groups.reload();
    },
  };
  return (
    <Page title={found === undefined ? 'Group of dead letters' : titleOf(found)} lead={found?.description}>
      <Loaded resource={groups} lines={6}>
        {(data) => <Group data={data} found={found} mending={mending} onChanged={groups.reload} />}
      </Loaded>
    </Page>
  );
}

function titleOf({ reason, errorType }: DeadLetterGroupView): string {
  const text = reason === '' ? 'No reason' : reason;
  return errorType === null ? text : `${text}, ${errorType}`;
}

interface GroupProps {
  readonly data: DeadLetterGroups;
  readonly found: DeadLetterGroupView | undefined;
  /** Told when a dialog about its messages opens and closes. */
  readonly mending: Mending;
  readonly onChanged: () => void;
}

function Group({ data, found, mending, onChanged }: GroupProps) {
  if (found === undefined) {
    return (
      <>
        <ScanNotes scans={data.entities} />
        <EmptyState title="No message of this group is here" action={<a href="/dead-letters">All groups</a>}>
          Its messages were sent back, parked, taken or deleted. If messages fail in this way again, they come under the
          same address.
        </EmptyState>
      </>
    );
  }
  const { id, entity, subQueue, count, firstSeen, lastSeen, example } = found;
  const noun = subQueue === 'active' ? 'parked message' : 'dead letter';
  return (
    <>
      <dl class="group-facts">
        <div>
          <dt>Messages</dt>
          <dd>{formatCount(count)}</dd>
        </div>
        <div>
          <dt>Entity</dt>
          <dd>
            <a href={browserAddress(entity, subQueue)}>{entity}</a>
          </dd>
        </div>
        <div>
          <dt>First seen</dt>
          <dd>
            <Time at={firstSeen} />
          </dd>
        </div>
        <div>
          <dt>Last seen</dt>
          <dd>
            <Time at={lastSeen} />
          </dd>
        </div>
      </dl>
      <ScanNotes scans={data.entities.filter((scan) => scan.entity === entity)} />
      <EntityJobs entity={entity} onEnded={onChanged} />
      <div class="row" role="group" aria-label="The whole group">
        <DeadLetterActions
          failed={{
            entity,
            subQueue,
            selection: { group: id },
            what: `${count === 1 ? `the ${noun}` : `all ${formatCount(count)} ${noun}s`} of this group`,
            example: example.sequenceNumber,
          }}
          {...mending}
        />
      </div>
      <GroupMessages group={found} mending={mending} />
    </>
  );
}
