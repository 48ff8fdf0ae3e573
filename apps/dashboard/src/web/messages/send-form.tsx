import type { EntityDetail } from '../../api/entities.js';
import { SelectField, TextField } from '../components/field.js';
import {
  textProperties,
  timeUnits,
  type DraftProblems,
  type SendDraft,
  type TextProperty,
  type TimeUnit,
} from './draft.js';
import { SendBody } from './send-body.js';
import { SendProperties } from './send-properties.js';

export interface SendFormProps {
  readonly entity: EntityDetail;
  readonly draft: SendDraft;
  readonly problems: DraftProblems;
  readonly onChange: (draft: SendDraft) => void;
}

const hints: Readonly<Partial<Record<TextProperty, string>>> = {
  messageId: 'One is made if it is empty.',
  subject: 'Also called label.',
  partitionKey: 'The session id, where there is one.',
};

const unitLabels: Readonly<Record<TimeUnit, string>> = { s: 'seconds', min: 'minutes', h: 'hours', d: 'days' };

/** The message that is written: body, properties, time, and how often. */
export function SendForm({ entity, draft, problems, onChange }: SendFormProps) {
  const { texts, timeToLive, timeUnit, scheduledFor, count } = draft;
  return (
    <div class="send-form">
      <div class="stack">
        <SendBody entity={entity} draft={draft} problems={problems} onChange={onChange} />
        <SendProperties
          properties={draft.properties}
          problems={problems}
          onChange={(properties) => onChange({ ...draft, properties })}
        />
      </div>
      <fieldset class="stack">
        <legend>When, and how often</legend>
        <TextField
          label="Scheduled for"
          type="datetime-local"
          value={scheduledFor}
          error={problems.get('scheduledFor')}
          hint="In your time zone. Empty sends at once."
          onInput={(value) => onChange({ ...draft, scheduledFor: value })}
        />
        <div class="time-to-live">
          <TextField
            label="Time to live"
            type="number"
            value={timeToLive}
            error={problems.get('timeToLive')}
            placeholder="the entity's own"
            onInput={(value) => onChange({ ...draft, timeToLive: value })}
          />
          <SelectField
            label="Unit"
            value={timeUnit}
            options={(Object.keys(timeUnits) as TimeUnit[]).map((value) => ({ value, label: unitLabels[value] }))}
            onChange={(value) => onChange({ ...draft, timeUnit: value })}
          />
        </div>
        <TextField
          label="Count"
          type="number"
          value={count}
          error={problems.get('count')}
          hint="Up to 1000 copies; each gets an id of its own if none is given."
          onInput={(value) => onChange({ ...draft, count: value })}
        />
      </fieldset>
      <fieldset class="stack">
        <legend>Properties of the message</legend>
        {textProperties.map((name) => (
          <TextField
            key={name}
            label={<span class="mono">{name}</span>}
            value={texts[name] ?? ''}
            error={problems.get(name)}
            hint={name === 'sessionId' && entity.requiresSession ? 'The entity requires one.' : hints[name]}
            onInput={(value) => onChange({ ...draft, texts: { ...texts, [name]: value } })}
          />
        ))}
      </fieldset>
    </div>
  );
}
