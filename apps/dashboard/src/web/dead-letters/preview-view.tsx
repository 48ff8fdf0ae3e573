import type { Preview } from '../../api/index.js';
import { plural } from '../format.js';
import { DiffView } from './diff-view.js';
import type { PreviewState } from './use-preview.js';

interface PreviewViewProps {
  readonly state: PreviewState;
  /** What was looked at: `This message`, `One of them, A-17`. */
  readonly subject: string;
  /** Whether what consumers would refuse is left where it is. */
  readonly leaves: boolean;
  /** Body before and after, where both are known as text: shown line by line. */
  readonly body?: { readonly before: string; readonly after: string } | undefined;
}

/** What a resubmission would do to a message, and what consumers would say to it. */
export function PreviewView({ state, subject, leaves, body }: PreviewViewProps) {
  const { preview, error, isCurrent } = state;
  return (
    <section class="what-changes" aria-label="What changes" aria-busy={!isCurrent}>
      <h3>What changes</h3>
      <div role="status" class="stack-tight">
        {error !== null && <p class="field-error">{error.message}</p>}
        {preview === null && error === null && <p class="muted">Looking…</p>}
        {preview !== null && <Verdict preview={preview} subject={subject} leaves={leaves} />}
      </div>
      {preview !== null && <Changes changes={preview.changes} body={body} />}
    </section>
  );
}

interface VerdictProps {
  readonly preview: Preview;
  readonly subject: string;
  readonly leaves: boolean;
}

function Verdict({ preview, subject, leaves }: VerdictProps) {
  const { problem, objection, changes, alsoReaches } = preview;
  if (problem !== null) {
    return (
      <p class="verdict critical">
        {subject} would stay: {problem}.
      </p>
    );
  }
  return (
    <>
      {objection !== null && leaves && (
        <p class="verdict warning">
          {subject} would stay, since consumers would refuse it: {objection}
        </p>
      )}
      {!(objection !== null && leaves) && (
        <p class={objection === null ? 'verdict' : 'verdict warning'}>
          {subject} goes {changes.length === 0 ? 'as it was' : `with ${plural(changes.length, 'change')}`}
          {objection === null ? '.' : `, and consumers would refuse it: ${objection}`}
        </p>
      )}
      {alsoReaches.length > 0 && (
        <p class="verdict warning">
          It goes to the topic, and {alsoReaches.join(', ')} would get it, too, if their rules take it: they do not look
          at the property <code>resubmit_to</code>.
        </p>
      )}
    </>
  );
}

function Changes({ changes, body }: { readonly changes: Preview['changes']; readonly body: PreviewViewProps['body'] }) {
  const ofBody = changes.filter((change) => change.of === 'body');
  const ofProperties = changes.filter((change) => change.of === 'property');
  const listed = body === undefined ? changes : ofProperties;
  return (
    <>
      {listed.length > 0 && (
        <ul class="changes">
          {listed.map((change) => (
            <li key={`${change.of} ${change.path}`}>
              <span class="mono">
                {change.of === 'body' ? `body ${change.path === '' ? '(all of it)' : change.path}` : change.path}
              </span>
              {change.before !== undefined && <del>{valueText(change.before)}</del>}
              {change.after !== undefined && <ins>{valueText(change.after)}</ins>}
            </li>
          ))}
        </ul>
      )}
      {body !== undefined && ofBody.length > 0 && (
        <DiffView label="Difference of the body" before={body.before} after={body.after} />
      )}
    </>
  );
}

/** Characters of a value in a list of changes. */
const longestValue = 200;

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= longestValue ? text : `${text.slice(0, longestValue - 1)}…`;
}
