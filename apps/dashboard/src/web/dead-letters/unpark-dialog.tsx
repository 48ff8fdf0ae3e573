import { useState } from 'preact/hooks';

import { CheckField } from '../components/field.js';
import type { FailedSelection } from './failed-selection.js';
import { MoveDialog } from './move-dialog.js';

interface UnparkDialogProps {
  readonly failed: FailedSelection;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Takes parked messages up again. */
export function UnparkDialog({ failed: { selection, what }, open, onClose }: UnparkDialogProps) {
  const [checkSchema, setCheckSchema] = useState(false);
  return (
    <MoveDialog
      title={`Unpark ${what}`}
      action={`Unpark ${what}`}
      request={{ kind: 'unpark', selection, checkSchema }}
      open={open}
      onClose={onClose}
    >
      <p>Each goes back to the queue or subscription that it was parked from, as one more return.</p>
      <CheckField
        label="Leave what consumers would refuse"
        checked={checkSchema}
        onChange={setCheckSchema}
        hint="By the schemas of the stack, where they are known."
      />
    </MoveDialog>
  );
}
