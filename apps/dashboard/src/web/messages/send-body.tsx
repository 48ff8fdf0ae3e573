import { useState } from 'preact/hooks';

import { formatJson } from '../../api/exact-json.js';
import { api } from '../api-client.js';
import { Button } from '../components/button.js';
import { SelectField, TextField } from '../components/field.js';
import { toast } from '../components/toast.js';
import { pageQuery } from './browser-query.js';
import { bodyProblem, draftOfMessage, type DraftBodyKind } from './draft.js';
import { filterOfTerms } from './filter-terms.js';
import type { SendFormProps } from './send-form.js';

const kinds: readonly { readonly value: DraftBodyKind; readonly label: string }[] = [
  { value: 'json', label: 'JSON' },
  { value: 'text', label: 'Text' },
  { value: 'base64', label: 'Bytes, as base64' },
];

/** The body, checked while it is written. */
export function SendBody({ entity, draft, problems, onChange }: SendFormProps) {
  const { bodyKind, body } = draft;
  const problem = bodyProblem(bodyKind, body) ?? problems.get('body');
  const format = () => onChange({ ...draft, body: formatJson(body) });
  return (
    <fieldset class="stack">
      <legend>Body</legend>
      <div class="body-tools">
        <SelectField
          label="Written as"
          value={bodyKind}
          options={kinds}
          onChange={(kind) => onChange({ ...draft, bodyKind: kind })}
        />
        {bodyKind === 'json' && (
          <Button disabled={bodyProblem('json', body) !== undefined} onClick={format}>
            Format
          </Button>
        )}
        {entity.kind === 'queue' && <LikeOneThatIsThere entity={entity.path} onFill={onChange} />}
      </div>
      <TextField
        label="Body"
        mono
        rows={14}
        value={body}
        error={problem}
        onInput={(text) => onChange({ ...draft, body: text })}
      />
    </fieldset>
  );
}

interface LikeOneThatIsThereProps {
  readonly entity: string;
  readonly onFill: SendFormProps['onChange'];
}

/** Begins with a copy of a message that the queue holds: the surest sample of what it takes. */
function LikeOneThatIsThere({ entity, onFill }: LikeOneThatIsThereProps) {
  const [isBusy, setBusy] = useState(false);
  const fill = async () => {
    setBusy(true);
    try {
      const place = { entity, subQueue: 'active' as const };
      const page = await api.messages(pageQuery(place, { filter: filterOfTerms([]), from: undefined }, 1));
      const first = page.messages[0];
      if (first === undefined) toast('The queue holds no message that could be copied.', 'failed');
      else {
        const copy = draftOfMessage(await api.message(entity, 'active', first.sequenceNumber));
        // Two messages of one id would be taken for one where duplicates are detected.
        onFill({ ...copy, texts: { ...copy.texts, messageId: '' } });
      }
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error), 'failed');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button disabled={isBusy} onClick={() => void fill()}>
      Copy the first in the queue
    </Button>
  );
}
