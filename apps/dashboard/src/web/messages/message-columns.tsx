import type { MessageRow } from '../../api/messages.js';
import type { SubQueue } from '../../api/places.js';
import { Badge, type Tone } from '../components/badge.js';
import { Figure } from '../components/number.js';
import type { Column } from '../components/table.js';
import { Time } from '../components/time.js';
import { formatBytes, unknown } from '../format.js';

const tones: Readonly<Record<MessageRow['state'], Tone>> = {
  active: 'neutral',
  scheduled: 'accent',
  deferred: 'warning',
};

export function StateBadge({ state }: { readonly state: MessageRow['state'] }) {
  return <Badge tone={tones[state]}>{state}</Badge>;
}

interface ColumnChoice {
  readonly subQueue: SubQueue;
  readonly rows: readonly MessageRow[];
  /** Whether a message is open beside the list. */
  readonly isNarrow: boolean;
}

/** What a list of messages shows, by what there is to show and how much room there is. */
export function messageColumns({ subQueue, rows, isNarrow }: ColumnChoice): readonly Column<MessageRow>[] {
  const isDead = subQueue !== 'active';
  const columns: readonly (Column<MessageRow> | false)[] = [
    sequence,
    identity,
    isDead && reason,
    !isNarrow && rows.some(({ sessionId }) => sessionId !== null) && session,
    !isNarrow && rows.some(({ subject }) => subject !== null) && subject,
    !isNarrow && preview,
    !isDead && rows.some(({ state }) => state !== 'active') && state,
    !isNarrow && deliveries,
    !(isDead && isNarrow) && enqueued,
  ];
  return columns.filter((column) => column !== false);
}

const sequence: Column<MessageRow> = {
  id: 'sequenceNumber',
  title: 'Sequence number',
  short: 'Sequence',
  cell: ({ sequenceNumber }) => <span class="mono">{sequenceNumber}</span>,
};

const identity: Column<MessageRow> = {
  id: 'messageId',
  title: 'Message id',
  cell: ({ messageId }) => <Cut text={messageId} />,
};

const reason: Column<MessageRow> = {
  id: 'reason',
  title: 'Reason',
  cell: ({ reason: text, description }) => <span title={description ?? undefined}>{text ?? unknown}</span>,
};

const session: Column<MessageRow> = {
  id: 'sessionId',
  title: 'Session',
  from: 'medium',
  cell: ({ sessionId }) => <Cut text={sessionId} />,
};

const subject: Column<MessageRow> = {
  id: 'subject',
  title: 'Subject',
  from: 'medium',
  cell: ({ subject: text }) => <Cut text={text} />,
};

const preview: Column<MessageRow> = {
  id: 'preview',
  title: 'Body',
  grow: true,
  cell: ({ preview: text, size }) =>
    text === '' && size !== null && size > 0 ? (
      <span class="muted">no text, {formatBytes(size)}</span>
    ) : (
      <span class="body-preview mono">{text}</span>
    ),
};

const state: Column<MessageRow> = {
  id: 'state',
  title: 'State',
  // Most are active: what is not stands out.
  cell: (row) => (row.state === 'active' ? <span class="muted">active</span> : <StateBadge state={row.state} />),
};

const deliveries: Column<MessageRow> = {
  id: 'deliveryCount',
  title: 'Delivery count',
  short: 'Deliveries',
  numeric: true,
  from: 'wide',
  cell: ({ deliveryCount }) => <Figure value={deliveryCount} />,
};

const enqueued: Column<MessageRow> = {
  id: 'enqueuedAt',
  title: 'Enqueued, or scheduled for',
  short: 'When',
  numeric: true,
  cell: ({ state: is, scheduledFor, enqueuedAt }) => <Time at={is === 'scheduled' ? scheduledFor : enqueuedAt} />,
};

/** Text on one line, as far as there is room; all of it as title. */
function Cut({ text }: { readonly text: string | null }) {
  if (text === null) return <span class="muted">{unknown}</span>;
  return (
    <span class="cut mono" title={text}>
      {text}
    </span>
  );
}
