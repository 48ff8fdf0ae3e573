import { useState } from 'preact/hooks';

import type { JobRequest } from '../../api/index.js';
import { Button } from '../components/button.js';
import { Dialog } from '../components/dialog.js';
import { compactJson } from './json-text.js';
import { editableText } from './body-edit.js';
import { draftOf, draftProblem, editOfDraft, EditForm } from './edit-form.js';
import type { FailedSelection } from './failed-selection.js';
import { JobProgress } from './job-progress.js';
import { PreviewView } from './preview-view.js';
import { optionsProblem, ResubmitOptionFields, usualOptions } from './resubmit-options.js';
import { useJob } from './use-job.js';
import { usePreview } from './use-preview.js';

interface ResubmitDialogProps {
  readonly failed: FailedSelection;
  /** Whether what is sent is edited before. */
  readonly edits: boolean;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Sends failed messages back, or elsewhere, edited if somebody wants so, and shows how far it is. */
export function ResubmitDialog({ open, onClose, ...props }: ResubmitDialogProps) {
  const title = `${props.edits ? 'Edit and resubmit' : 'Resubmit'} ${props.failed.what}`;
  return (
    <Dialog title={title} open={open} onClose={onClose} width="wide">
      <ResubmitForm {...props} onClose={onClose} />
    </Dialog>
  );
}

function ResubmitForm({ failed, edits, onClose }: Omit<ResubmitDialogProps, 'open'>) {
  const { entity, subQueue, selection, message, example, what } = failed;
  const knowsHome = subQueue === 'deadLetter';
  const [options, setOptions] = useState(usualOptions);
  const [draft, setDraft] = useState(() => draftOf(message));
  const { job, busy, problem, start } = useJob();

  const to = options.to === '' ? undefined : options.to;
  const notReady = (edits ? draftProblem(draft, message) : undefined) ?? optionsProblem(options, knowsHome);
  const edit = edits && notReady === undefined ? editOfDraft(draft, message) : { properties: {} };
  const place = { entity, subQueue: knowsHome ? 'deadLetter' : 'transferDeadLetter' } as const;
  const isAsked = example !== null && notReady === undefined && job === undefined;
  const preview = usePreview(isAsked ? { ...place, sequenceNumber: example, edit, to } : null);
  // A single message whose fate is known needs no job that would leave it.
  const stays =
    selection.sequenceNumbers?.length === 1 && preview.isCurrent
      ? (preview.preview?.problem ?? (options.checkSchema ? preview.preview?.objection : null) ?? undefined)
      : undefined;

  const request: JobRequest = {
    kind: 'resubmit',
    ...place,
    selection,
    ...(edits ? { edit } : {}),
    ...(to === undefined ? {} : { to }),
    checkSchema: options.checkSchema,
    newId: options.newId,
    maxResubmits: Number(options.maxResubmits),
    park: options.park,
  };

  const shown = example !== null && (
    <PreviewView
      state={preview}
      subject={message === undefined ? `One of them, number ${example},` : 'The message'}
      leaves={options.checkSchema}
      body={message === undefined || !edits ? undefined : bodiesOf(message.body, draft.body)}
    />
  );

  if (job !== undefined) return <Watched job={job} onClose={onClose} />;
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (notReady === undefined && stays === undefined && !busy) void start(request);
      }}
    >
      {edits ? (
        <div class="edit-layout">
          <EditForm draft={draft} onChange={setDraft} message={message} />
          {shown}
        </div>
      ) : (
        shown
      )}
      <ResubmitOptionFields options={options} onChange={setOptions} knowsHome={knowsHome} />
      {notReady !== undefined && <p class="field-error">{notReady}</p>}
      {stays !== undefined && preview.preview?.problem === null && (
        <p class="field-hint">To send it all the same, do not leave what consumers would refuse.</p>
      )}
      {problem !== undefined && (
        <p class="field-error" role="alert">
          {problem}
        </p>
      )}
      <div class="dialog-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" type="submit" disabled={busy || notReady !== undefined || stays !== undefined}>
          {`Resubmit ${what}`}
        </Button>
      </div>
    </form>
  );
}

/** Both in the form that the editor has them in; undefined where the body is not edited as text. */
function bodiesOf(body: Parameters<typeof editableText>[0], edited: string | undefined) {
  const before = editableText(body);
  if (before === undefined || edited === undefined || compactJson(before) === compactJson(edited)) return undefined;
  return { before, after: edited };
}

function Watched({
  job,
  onClose,
}: {
  readonly job: Parameters<typeof JobProgress>[0]['started'];
  readonly onClose: () => void;
}) {
  return (
    <div class="stack">
      <JobProgress started={job} />
      <div class="dialog-actions">
        <a class="button" href="/jobs">
          All jobs
        </a>
        <Button kind="primary" onClick={onClose}>
          Close
        </Button>
      </div>
    </div>
  );
}
