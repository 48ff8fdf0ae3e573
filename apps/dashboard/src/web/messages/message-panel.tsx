import { useLocation } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';

import type { EntityDetail } from '../../api/entities.js';
import type { MessageDetail, MessageRow } from '../../api/messages.js';
import type { SubQueue } from '../../api/places.js';
import { api } from '../api-client.js';
import { Button } from '../components/button.js';
import { Loaded } from '../components/states.js';
import { isTaken } from '../layout/use-shortcuts.js';
import { useResource } from '../live/resource.js';
import { browserAddress, messageAddress } from './addresses.js';
import { writeBrowserQuery, type BrowserQuery } from './browser-query.js';
import { DeleteDialog } from './delete-dialog.js';
import { MessageActions } from './message-actions.js';
import { MessageView } from './message-view.js';
import { findNext, isThere } from './next-message.js';

interface MessagePanelProps {
  readonly entity: EntityDetail;
  readonly subQueue: SubQueue;
  readonly sequenceNumber: string;
  /** The list that it was opened from. */
  readonly rows: readonly MessageRow[];
  readonly query: BrowserQuery;
}

/** One message, beside the list where there is room: `n` and `p` go to the next and the previous one, Escape closes. */
export function MessagePanel({ entity, subQueue, sequenceNumber, rows, query }: MessagePanelProps) {
  const { route } = useLocation();
  const place = { entity: entity.path, subQueue };
  const message = useResource(`${entity.path} ${subQueue} ${sequenceNumber}`, (signal) =>
    api.message(entity.path, subQueue, sequenceNumber, signal),
  );
  const [isDeleting, setDeleting] = useState(false);
  const [isLast, setLast] = useState(false);
  const headline = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    setLast(false);
    headline.current?.focus({ preventScroll: true });
  }, [sequenceNumber]);

  const search = writeBrowserQuery(query);
  const open = (number: string) => route(messageAddress(entity.path, subQueue, number, search));
  const close = () => route(browserAddress(entity.path, subQueue, search));
  const index = rows.findIndex((row) => row.sequenceNumber === sequenceNumber);
  const previous = index > 0 ? rows[index - 1]?.sequenceNumber : undefined;
  const goToNext = async () => {
    const next =
      (index < 0 ? undefined : rows[index + 1]?.sequenceNumber) ??
      (await findNext(place, query.filter, sequenceNumber));
    if (next === undefined) setLast(true);
    else open(next);
  };
  const closeIfGone = async () => {
    if (!(await isThere(place, sequenceNumber))) close();
  };
  useMessageKeys({
    n: () => void goToNext(),
    p: () => previous !== undefined && open(previous),
    Escape: close,
  });

  return (
    <section class="message-panel" aria-label={`Message ${sequenceNumber}`}>
      <header class="message-head">
        <h2 ref={headline} tabIndex={-1}>
          Message <span class="mono">{sequenceNumber}</span>
        </h2>
        <div class="row">
          <Button
            disabled={previous === undefined}
            title="Previous message (p)"
            onClick={() => previous !== undefined && open(previous)}
          >
            Previous
          </Button>
          <Button disabled={isLast} title="Next message (n)" onClick={() => void goToNext()}>
            Next
          </Button>
          <Button title="Back to the list (Escape)" onClick={close}>
            Close
          </Button>
        </div>
      </header>
      {isLast && (
        <p class="muted small" role="status">
          No further message was found.
        </p>
      )}
      <Loaded resource={message} lines={10}>
        {(detail: MessageDetail) => (
          <>
            <MessageActions
              entity={entity}
              subQueue={subQueue}
              message={detail}
              onDelete={() => setDeleting(true)}
              onActed={() => void closeIfGone()}
            />
            <MessageView subQueue={subQueue} message={detail} />
          </>
        )}
      </Loaded>
      <DeleteDialog
        place={place}
        open={isDeleting}
        selection={{ sequenceNumbers: [sequenceNumber] }}
        what={`Message ${sequenceNumber}`}
        onStarted={close}
        onClose={() => setDeleting(false)}
      />
    </section>
  );
}

/** Listens for keys while no field and no dialog has them. */
function useMessageKeys(actions: Readonly<Record<string, () => unknown>>): void {
  const current = useRef(actions);
  current.current = actions;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTaken(event.target)) return;
      const action = current.current[event.key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}
