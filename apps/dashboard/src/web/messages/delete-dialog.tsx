import type { Selection } from '../../api/jobs.js';
import type { MessagePlace } from '../../api/places.js';
import { api } from '../api-client.js';
import { ConfirmDialog } from '../components/confirm-dialog.js';
import { namesOfPlaces } from './place-names.js';

interface DeleteDialogProps {
  readonly place: MessagePlace;
  readonly open: boolean;
  readonly selection: Selection;
  /** `3 messages`. */
  readonly what: string;
  readonly onStarted?: () => void;
  readonly onClose: () => void;
}

/** Deletes what was chosen. */
export function DeleteDialog({ place, open, selection, what, onStarted, onClose }: DeleteDialogProps) {
  const { entity, subQueue } = place;
  const start = async (confirm: string) => {
    await api.startJob({ kind: 'delete', entity, subQueue, selection, confirm });
    onStarted?.();
  };
  return (
    <ConfirmDialog
      title={`Delete from the ${namesOfPlaces[subQueue]} of ${entity}`}
      open={open}
      phrase={entity}
      action="Delete"
      onConfirm={start}
      onClose={onClose}
    >
      <p>{what} will be deleted for good.</p>
      <p class="muted">
        They are received under lock and completed. What a consumer holds at that time stays, and is told of.
      </p>
    </ConfirmDialog>
  );
}
