import type { Edit } from '../../api/index.js';
import type { MessageDetail } from '../../api/messages.js';
import { Button } from '../components/button.js';
import { TextField } from '../components/field.js';
import { bodyEdit, editableText, notEditable } from './body-edit.js';
import { formatJson, jsonProblem } from './json-text.js';
import { PropertyFields } from './property-fields.js';
import { propertyEdits, rowProblem, rowsOf, type PropertyRow } from './property-rows.js';

/** What somebody writes into the form. */
export interface EditDraft {
  readonly rows: readonly PropertyRow[];
  /** The whole body, for one message; undefined where it cannot be edited. */
  readonly body: string | undefined;
  /** JSON Patch, for many messages. */
  readonly patch: string;
}

/** @param message the one that is edited; undefined for many */
export function draftOf(message: MessageDetail | undefined): EditDraft {
  if (message === undefined) return { rows: [], body: undefined, patch: '' };
  return { rows: rowsOf(message.applicationProperties), body: editableText(message.body), patch: '' };
}

/** What is wrong with a draft; undefined if nothing is. */
export function draftProblem({ rows, body, patch }: EditDraft, message: MessageDetail | undefined): string | undefined {
  const wrong = rows.map((row) => rowProblem(row, rows)).find((problem) => problem !== undefined);
  if (wrong !== undefined) return `A property is not ready: ${wrong}`;
  if (patch.trim() !== '' && jsonProblem(patch) !== undefined) return `The patch is no JSON: ${jsonProblem(patch)}`;
  const needsJson = message !== undefined && message.body.kind !== 'data' && message.body.text === null;
  if (needsJson && body !== undefined && jsonProblem(body) !== undefined) {
    return `The body is an AMQP value and must stay JSON: ${jsonProblem(body)}`;
  }
  return undefined;
}

/** What a draft without problems asks for. */
export function editOfDraft({ rows, body, patch }: EditDraft, message: MessageDetail | undefined): Edit {
  const properties = propertyEdits(rows);
  if (message === undefined || body === undefined) return { properties, ...(patch.trim() === '' ? {} : { patch }) };
  const newBody = bodyEdit(message.body, body);
  return { properties, ...(newBody === undefined ? {} : { body: newBody }) };
}

interface EditFormProps {
  readonly draft: EditDraft;
  readonly onChange: (draft: EditDraft) => void;
  readonly message: MessageDetail | undefined;
}

export function EditForm({ draft, onChange, message }: EditFormProps) {
  const { rows, body, patch } = draft;
  return (
    <div class="edit-form">
      <PropertyFields
        rows={rows}
        onChange={(changed) => onChange({ ...draft, rows: changed })}
        canRemoveUnknown={message === undefined}
      />
      {message !== undefined && body !== undefined ? (
        <BodyField body={body} onChange={(changed) => onChange({ ...draft, body: changed })} />
      ) : (
        <TextField
          label="JSON Patch of the body (RFC 6902)"
          value={patch}
          onInput={(changed) => onChange({ ...draft, patch: changed })}
          rows={5}
          placeholder='[{"op":"replace","path":"/amount","value":19.9}]'
          hint={message === undefined ? 'It is applied to each of them.' : notEditable(message.body)}
          error={patch.trim() === '' ? undefined : jsonProblem(patch)}
          mono
        />
      )}
    </div>
  );
}

function BodyField({ body, onChange }: { readonly body: string; readonly onChange: (body: string) => void }) {
  const problem = jsonProblem(body);
  const rows = Math.min(24, Math.max(8, body.split('\n').length + 1));
  return (
    <div class="body-field">
      <TextField
        label="Body"
        value={body}
        onInput={onChange}
        rows={rows}
        hint={problem === undefined ? 'It is JSON.' : `It is no JSON: ${problem}`}
        mono
      />
      <div class="row">
        <Button disabled={problem !== undefined} onClick={() => onChange(formatJson(body) ?? body)}>
          Format
        </Button>
      </div>
    </div>
  );
}
