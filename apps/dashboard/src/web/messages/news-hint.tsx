import { useRef } from 'preact/hooks';

import type { MessagePlace } from '../../api/places.js';
import { Button } from '../components/button.js';
import { plural } from '../format.js';
import { entityOf } from '../live/live-store.js';

interface NewsHintProps {
  readonly place: MessagePlace;
  /** What is shown; another one begins to count anew. */
  readonly page: object;
  readonly onRefresh: () => void;
}

/** Says how many messages came or went since the page was read: its rows do not move under the reader's eyes. */
export function NewsHint({ place, page, onRefresh }: NewsHintProps) {
  const count = countOf(place);
  const read = useRef({ page, count });
  // The first count that is known belongs to the page too: it may come after it.
  if (read.current.page !== page || read.current.count === undefined) read.current = { page, count };
  const difference = (count ?? 0) - (read.current.count ?? 0);
  return (
    <p class="news small" role="status">
      {difference !== 0 && (
        <>
          {difference > 0
            ? plural(difference, 'more message', 'more messages')
            : `${plural(-difference, 'message')} gone`}{' '}
          since{' '}
          <Button kind="quiet" onClick={onRefresh}>
            Show
          </Button>
        </>
      )}
    </p>
  );
}

function countOf({ entity, subQueue }: MessagePlace): number | undefined {
  const counts = entityOf(entity)?.counts;
  if (counts === undefined) return undefined;
  if (subQueue === 'deadLetter') return counts.deadLetters;
  return subQueue === 'active' ? counts.active + counts.scheduled : counts.transferDeadLetters;
}
