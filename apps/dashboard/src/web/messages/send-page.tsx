import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';

import type { EntityDetail } from '../../api/entities.js';
import type { SendResult } from '../../api/messages.js';
import { subQueueOf } from './place-names.js';
import { entityAddress } from '../addresses.js';
import { api } from '../api-client.js';
import { Button } from '../components/button.js';
import { EmptyState } from '../components/states.js';
import { toast } from '../components/toast.js';
import { plural } from '../format.js';
import { readOnly } from '../live/live-store.js';
import { draftOfMessage, checkDraft, emptyDraft, type DraftField, type DraftProblems } from './draft.js';
import { useDraft } from './draft-store.js';
import { EntityJobs } from './entity-jobs.js';
import { ImportDialog } from './import-dialog.js';
import './messages.css';
import { readOnlyReason } from './read-only.js';
import { fieldOfRefusal } from './refusal.js';
import { SendForm } from './send-form.js';

/** Sends messages to a queue or a topic. */
export function SendPage({ entity }: { readonly entity: EntityDetail }) {
  if (readOnly.value) return <EmptyState title="Nothing can be sent from here">{readOnlyReason.value}</EmptyState>;
  return <Sender key={entity.path} entity={entity} />;
}

function Sender({ entity }: { readonly entity: EntityDetail }) {
  const [draft, setDraft] = useDraft(entity.path);
  const [problems, setProblems] = useState<DraftProblems>(new Map());
  const [refusal, setRefusal] = useState<string | undefined>();
  const [isSending, setSending] = useState(false);
  const [sent, setSent] = useState<SendResult | undefined>();
  const [isImporting, setImporting] = useState(false);
  useCopy(entity.path, setDraft);

  const change = (changed: typeof draft) => {
    setDraft(changed);
    setSent(undefined);
    // What was told of is told until it is mended, and nothing new while somebody writes.
    if (problems.size > 0) setProblems(checkDraft(changed).problems);
  };
  const send = async () => {
    const { message, count, problems: found } = checkDraft(draft);
    setProblems(found);
    setRefusal(undefined);
    if (message === undefined) return;
    setSending(true);
    try {
      const result = await api.send({ entity: entity.path, message, count });
      setSent(result);
      toast(`${plural(result.sent, 'message')} sent to ${entity.path}`);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      const field: DraftField | undefined = fieldOfRefusal(detail, draft);
      if (field === undefined) setRefusal(detail);
      else setProblems(new Map([[field, detail]]));
    } finally {
      setSending(false);
    }
  };

  return (
    <form
      class="send"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSending) void send();
      }}
    >
      <EntityJobs entity={entity.path} />
      <SendForm entity={entity} draft={draft} problems={problems} onChange={change} />
      {refusal !== undefined && (
        <p class="field-error" role="alert">
          {refusal}
        </p>
      )}
      <div class="row send-actions">
        <Button kind="primary" type="submit" disabled={isSending}>
          {draft.scheduledFor === '' ? 'Send' : 'Schedule'}
        </Button>
        <Button onClick={() => change(emptyDraft)}>Begin anew</Button>
        <Button onClick={() => setImporting(true)}>Import a file…</Button>
      </div>
      <p role="status">{sent !== undefined && <Sent entity={entity} result={sent} />}</p>
      <ImportDialog entity={entity.path} open={isImporting} onClose={() => setImporting(false)} />
    </form>
  );
}

function Sent({ entity, result }: { readonly entity: EntityDetail; readonly result: SendResult }) {
  const { sent, sequenceNumbers } = result;
  const first = sequenceNumbers[0];
  const done = first === undefined ? 'sent' : 'scheduled';
  if (entity.kind === 'topic')
    return <>{`${plural(sent, 'message')} ${done}. The subscriptions have what their rules take.`}</>;
  return (
    <>
      {plural(sent, 'message')} {done}
      {first !== undefined && ` with sequence number ${sequenceNumbers.join(', ')}`}.{' '}
      <a href={entityAddress(entity.path, 'messages', first === undefined ? {} : { from: first })}>
        Look at the messages
      </a>
    </>
  );
}

/** Fills the draft with the message that the address names (`?copy=42&of=orders&in=deadLetter`), once. */
function useCopy(entity: string, fill: (draft: ReturnType<typeof draftOfMessage>) => void): void {
  const { query, route } = useLocation();
  const { copy, of = entity, in: place = 'active' } = query;
  useEffect(() => {
    if (copy === undefined) return;
    api.message(of, subQueueOf(place), copy).then(
      (message) => fill(draftOfMessage(message)),
      (error: unknown) => toast(error instanceof Error ? error.message : String(error), 'failed'),
    );
    // Without the copy in the address a reload keeps what was changed since.
    route(entityAddress(entity, 'send'), true);
  }, [copy]);
}
