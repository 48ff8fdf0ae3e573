import { useState } from 'preact/hooks';

import type { DeadLetterGroupView } from '../../api/index.js';
import { api } from '../api-client.js';
import { Button } from '../components/button.js';
import { Section } from '../components/page.js';
import { Loaded } from '../components/states.js';
import { plural } from '../format.js';
import { useResource } from '../live/resource.js';
import { MessageList } from '../messages/message-list.js';
import { Pager, PageStatus } from '../messages/pager.js';
import { isNothing, nothingChosen } from '../messages/selection.js';
import { DeadLetterActions } from './dead-letter-actions.js';

/** Told when a dialog about messages opens and closes. */
export interface Mending {
  readonly onOpened: () => void;
  readonly onClosed: () => void;
}

interface GroupMessagesProps {
  readonly group: DeadLetterGroupView;
  readonly mending: Mending;
}

/** The messages of a group, page by page, and what can be done about those that are chosen. */
export function GroupMessages({ group, mending }: GroupMessagesProps) {
  const { id, entity, subQueue, count } = group;
  const [trail, setTrail] = useState<readonly string[]>([]);
  const [selection, setSelection] = useState(nothingChosen);
  const from = trail.at(-1);
  const query = { entity, subQueue, group: id, from };
  // The count is part of what is asked for: with it the messages are others.
  const page = useResource(JSON.stringify([query, count]), (signal) => api.messages(query, signal));
  const chosen = [...selection.chosen];
  const goTo = (next: readonly string[]) => {
    setTrail(next);
    setSelection(nothingChosen);
  };

  return (
    <Section title="Messages">
      {!isNothing(selection) && (
        <div class="row chosen" role="group" aria-label="Chosen messages">
          <p role="status">{plural(chosen.length, 'message')}</p>
          <DeadLetterActions
            failed={{
              entity,
              subQueue,
              selection: { sequenceNumbers: chosen },
              what: plural(chosen.length, 'message'),
              example: chosen[0] ?? null,
            }}
            onOpened={mending.onOpened}
            onClosed={() => {
              setSelection(nothingChosen);
              mending.onClosed();
            }}
          />
          <Button kind="quiet" onClick={() => setSelection(nothingChosen)}>
            Choose none
          </Button>
        </div>
      )}
      <Loaded resource={page} lines={8}>
        {(data) => (
          <div class="messages">
            <PageStatus page={data} isFiltered />
            <MessageList
              place={{ entity, subQueue }}
              rows={data.messages}
              query=""
              opened={null}
              selection={selection}
              onSelect={setSelection}
            />
            <Pager
              page={data}
              isFiltered
              isFurther={trail.length > 0}
              onPrevious={trail.length === 0 ? undefined : () => goTo(trail.slice(0, -1))}
              onFirst={() => goTo([])}
              onNext={(next) => goTo([...trail, next])}
            />
          </div>
        )}
      </Loaded>
    </Section>
  );
}
