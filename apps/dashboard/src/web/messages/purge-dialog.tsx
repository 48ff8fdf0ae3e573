import type { MessagePlace } from '../../api/places.js';
import { api } from '../api-client.js';
import { ConfirmDialog } from '../components/confirm-dialog.js';
import { plural } from '../format.js';
import { entityOf } from '../live/live-store.js';
import { namesOfPlaces } from './place-names.js';

interface PurgeDialogProps {
  readonly place: MessagePlace;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Takes everything away that is in a place when it begins. */
export function PurgeDialog({ place, open, onClose }: PurgeDialogProps) {
  const { entity, subQueue } = place;
  const counts = entityOf(entity)?.counts;
  const held = {
    active: counts?.active,
    deadLetter: counts?.deadLetters,
    transferDeadLetter: counts?.transferDeadLetters,
  };
  const count = held[subQueue];
  const start = async (confirm: string) => {
    await api.startJob({ kind: 'purge', entity, subQueue, confirm });
  };
  return (
    <ConfirmDialog
      title={`Purge the ${namesOfPlaces[subQueue]} of ${entity}`}
      open={open}
      phrase={entity}
      action="Purge"
      onConfirm={start}
      onClose={onClose}
    >
      <p>
        {count === undefined ? 'All' : plural(count, 'message')} will be deleted for good. Export them first if they may
        be needed again.
      </p>
      <p class="muted">
        What comes in later stays, and so does what is scheduled, deferred, or held under lock by a consumer.
      </p>
    </ConfirmDialog>
  );
}
