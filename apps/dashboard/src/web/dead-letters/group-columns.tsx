import type { DeadLetterGroupView } from '../../api/index.js';
import { Figure } from '../components/number.js';
import type { Column } from '../components/table.js';
import { Time } from '../components/time.js';

/** What a list of groups shows. */
export const groupColumns: readonly Column<DeadLetterGroupView>[] = [
  {
    id: 'reason',
    title: 'Reason',
    cell: ({ reason, errorType }) => (
      <span class="group-reason">
        {reason === '' ? 'No reason' : reason}
        {errorType !== null && <span class="muted mono small"> {errorType}</span>}
      </span>
    ),
    sortBy: ({ reason }) => reason,
  },
  {
    id: 'description',
    title: 'Description',
    grow: true,
    cell: ({ description }) => <span class="group-description">{description === '' ? '–' : description}</span>,
  },
  {
    id: 'entity',
    title: 'Entity',
    cell: ({ entity, subQueue }) => (
      <span class="mono">
        {entity}
        {subQueue === 'transferDeadLetter' && <span class="muted"> (transfers)</span>}
      </span>
    ),
    sortBy: ({ entity }) => entity,
  },
  {
    id: 'count',
    title: 'Messages',
    numeric: true,
    cell: ({ count, subQueue }) => <Figure value={count} tone={subQueue === 'active' ? undefined : 'warning'} />,
    sortBy: ({ count }) => count,
  },
  {
    id: 'firstSeen',
    title: 'First seen',
    numeric: true,
    from: 'medium',
    cell: ({ firstSeen }) => <Time at={firstSeen} />,
    sortBy: ({ firstSeen }) => firstSeen ?? '',
  },
  {
    id: 'lastSeen',
    title: 'Last seen',
    numeric: true,
    cell: ({ lastSeen }) => <Time at={lastSeen} />,
    sortBy: ({ lastSeen }) => lastSeen ?? '',
  },
];
