import type { ComponentChildren } from 'preact';

import type { JobRequest } from '../../api/index.js';
import { Button } from '../components/button.js';
import { Dialog } from '../components/dialog.js';
import { JobProgress } from './job-progress.js';
import { useJob } from './use-job.js';

interface MoveDialogProps {
  readonly title: string;
  /** What its button says. */
  readonly action: string;
  readonly request: JobRequest;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** Asks once before messages are moved, and shows how far it is. */
export function MoveDialog({ title, open, onClose, ...props }: MoveDialogProps) {
  return (
    <Dialog title={title} open={open} onClose={onClose}>
      <MoveForm {...props} onClose={onClose} />
    </Dialog>
  );
}

function MoveForm({ action, request, onClose, children }: Omit<MoveDialogProps, 'title' | 'open'>) {
  const { job, busy, problem, start } = useJob();
  if (job !== undefined) {
    return (
      <div class="stack">
        <JobProgress started={job} />
        <div class="dialog-actions">
          <Button kind="primary" onClick={onClose}>
            Close
          </Button>
        </div>
      </div>
    );
  }
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void start(request);
      }}
    >
      {children}
      {problem !== undefined && (
        <p class="field-error" role="alert">
          {problem}
        </p>
      )}
      <div class="dialog-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" type="submit" disabled={busy}>
          {action}
        </Button>
      </div>
    </form>
  );
}
