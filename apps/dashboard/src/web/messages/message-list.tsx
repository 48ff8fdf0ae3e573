import type { MessageRow } from '../../api/messages.js';
import type { MessagePlace } from '../../api/places.js';
import { Table, type Column } from '../components/table.js';
import { messageAddress } from './addresses.js';
import { messageColumns } from './message-columns.js';
import { extendedTo, hasWholePage, isChosen, pageToggled, toggled, type MessageSelection } from './selection.js';

interface MessageListProps {
  readonly place: MessagePlace;
  readonly rows: readonly MessageRow[];
  /** Query of the address, which the addresses of messages keep. */
  readonly query: string;
  /** The message that is open beside the list. */
  readonly opened: string | null;
  readonly selection: MessageSelection;
  readonly onSelect: (selection: MessageSelection) => void;
}

/** A page of messages. Space chooses a row, shift and space all rows from the last one; Enter opens it. */
export function MessageList({ place, rows, query, opened, selection, onSelect }: MessageListProps) {
  const numbers = rows.map(({ sequenceNumber }) => sequenceNumber);
  const toggle = ({ sequenceNumber }: MessageRow, extend: boolean) =>
    onSelect(extend ? extendedTo(selection, numbers, sequenceNumber) : toggled(selection, sequenceNumber));

  const chooser: Column<MessageRow> = {
    id: 'chosen',
    title: 'Chosen',
    plain: true,
    head: (
      <input
        type="checkbox"
        aria-label="Choose all of this page"
        checked={hasWholePage(selection, numbers)}
        onChange={() => onSelect(pageToggled(selection, numbers))}
      />
    ),
    cell: (row) => (
      <input
        type="checkbox"
        tabIndex={-1}
        aria-label={`Choose message ${row.sequenceNumber}`}
        checked={isChosen(selection, row.sequenceNumber)}
        onClick={(event) => toggle(row, event.shiftKey)}
      />
    ),
  };

  return (
    <Table
      caption="Messages"
      columns={[chooser, ...messageColumns({ subQueue: place.subQueue, rows, isNarrow: opened !== null })]}
      rows={rows}
      rowKey={({ sequenceNumber }) => sequenceNumber}
      href={({ sequenceNumber }) => messageAddress(place.entity, place.subQueue, sequenceNumber, query)}
      onToggle={toggle}
      isSelected={({ sequenceNumber }) => isChosen(selection, sequenceNumber)}
      rowClass={({ sequenceNumber }) => (sequenceNumber === opened ? 'opened' : undefined)}
    />
  );
}
