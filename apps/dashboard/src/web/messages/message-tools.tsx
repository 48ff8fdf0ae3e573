import { useState } from 'preact/hooks';

import type { EntityDetail } from '../../api/entities.js';
import type { MessageFilter } from '../../api/messages.js';
import type { MessagePlace, SubQueue } from '../../api/places.js';
import { api } from '../api-client.js';
import { Button } from '../components/button.js';
import { DeadLetterActions } from '../dead-letters/dead-letter-actions.js';
import type { FailedSelection } from '../dead-letters/failed-selection.js';
import { plural } from '../format.js';
import { readOnly } from '../live/live-store.js';
import { filterQuery } from './browser-query.js';
import { DeleteDialog } from './delete-dialog.js';
import { isEmptyFilter } from './filter-terms.js';
import { ImportDialog } from './import-dialog.js';
import { jobSelection } from './job-selection.js';
import { PurgeDialog } from './purge-dialog.js';
import { readOnlyReason } from './read-only.js';
import { allChosen, isNothing, nothingChosen, type MessageSelection } from './selection.js';

interface MessageToolsProps {
  readonly entity: EntityDetail;
  readonly subQueue: SubQueue;
  readonly filter: MessageFilter;
  readonly selection: MessageSelection;
  readonly onSelect: (selection: MessageSelection) => void;
  readonly onRefresh: () => void;
  /** A dialog about the chosen messages was closed: they may be gone. */
  readonly onActed: () => void;
}

type Asked = 'delete' | 'purge' | 'import' | undefined;

/** What can be done to all messages of a place, or to those that were chosen. */
export function MessageTools({ entity, subQueue, filter, selection, onSelect, onRefresh, onActed }: MessageToolsProps) {
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const place = { entity: entity.path, subQueue };
  const chosen = jobSelection(selection, filter);
  const takesImports = entity.kind === 'queue' && subQueue === 'active';

  return (
    <div class="tools">
      {isNothing(selection) ? (
        <div class="row" role="group" aria-label="Messages">
          <Button onClick={onRefresh}>Refresh</Button>
          <Button onClick={() => onSelect(allChosen())}>
            {isEmptyFilter(filter) ? 'Choose all' : 'Choose all that match'}
          </Button>
          <a class="button" href={api.exportAddress(filterQuery(place, filter))} download>
            {isEmptyFilter(filter) ? 'Export' : 'Export what matches'}
          </a>
          {takesImports && (
            <Button disabled={readOnly.value} title={readOnlyReason.value} onClick={() => setAsked('import')}>
              Import…
            </Button>
          )}
          <Button
            kind="danger"
            disabled={readOnly.value}
            title={readOnlyReason.value}
            onClick={() => setAsked('purge')}
          >
            Purge…
          </Button>
        </div>
      ) : (
        <div class="row chosen" role="group" aria-label="Chosen messages">
          <p role="status">{describe(selection, filter)}</p>
          <DeadLetterActions failed={failedOf(place, selection, filter)} onClosed={onActed} />
          <ExportChosen place={place} filter={filter} selection={selection} />
          <Button
            kind="danger"
            disabled={readOnly.value}
            title={readOnlyReason.value}
            onClick={() => setAsked('delete')}
          >
            Delete…
          </Button>
          <Button kind="quiet" onClick={() => onSelect(nothingChosen)}>
            Choose none
          </Button>
        </div>
      )}
      {readOnly.value && <p class="muted small">{readOnlyReason.value}</p>}
      <PurgeDialog place={place} open={asked === 'purge'} onClose={close} />
      <DeleteDialog
        place={place}
        open={asked === 'delete'}
        selection={chosen}
        what={describe(selection, filter)}
        onStarted={() => onSelect(nothingChosen)}
        onClose={close}
      />
      <ImportDialog entity={entity.path} open={asked === 'import'} onClose={close} />
    </div>
  );
}

interface ExportChosenProps {
  readonly place: MessagePlace;
  readonly filter: MessageFilter;
  readonly selection: MessageSelection;
}

/** Numbers go into the address: more of them than a page has would make it too long for some servers on the way. */
const mostNumbers = 250;

function ExportChosen({ place, filter, selection }: ExportChosenProps) {
  const tooMany = selection.chosen.size > mostNumbers;
  if (tooMany) {
    return (
      <Button disabled title={`At most ${mostNumbers} chosen messages are exported at once: use a filter for more`}>
        Export
      </Button>
    );
  }
  const query = selection.all ? filterQuery(place, filter) : { ...place, sequenceNumbers: [...selection.chosen] };
  return (
    <a class="button" href={api.exportAddress(query)} download>
      Export
    </a>
  );
}

function failedOf(place: MessagePlace, selection: MessageSelection, filter: MessageFilter): FailedSelection {
  const [example = null] = selection.chosen;
  const what = describe(selection, filter, place.subQueue === 'active' ? 'message' : 'dead letter');
  return { ...place, selection: jobSelection(selection, filter), what: what.toLowerCase(), example };
}

function describe({ all, chosen }: MessageSelection, filter: MessageFilter, noun = 'message'): string {
  if (!all) return plural(chosen.size, noun);
  return isEmptyFilter(filter) ? `All ${noun}s` : `All ${noun}s that match`;
}
