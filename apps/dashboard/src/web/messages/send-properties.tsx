import { Button } from '../components/button.js';
import { propertyTypes, type DraftProblems, type DraftProperty } from './draft.js';

interface SendPropertiesProps {
  readonly properties: readonly DraftProperty[];
  readonly problems: DraftProblems;
  readonly onChange: (properties: readonly DraftProperty[]) => void;
}

/** Application properties, each with the type that it is sent with. */
export function SendProperties({ properties, problems, onChange }: SendPropertiesProps) {
  const change = (index: number, changes: Partial<DraftProperty>) =>
    onChange(properties.map((property, at) => (at === index ? { ...property, ...changes } : property)));
  return (
    <fieldset class="stack">
      <legend>Application properties</legend>
      {properties.map((property, index) => (
        <PropertyRow
          key={index}
          number={index + 1}
          property={property}
          problem={problems.get(`property:${index}`)}
          onChange={(changes) => change(index, changes)}
          onRemove={() => onChange(properties.filter((_, at) => at !== index))}
        />
      ))}
      <div>
        <Button onClick={() => onChange([...properties, { name: '', type: 'string', value: '' }])}>Add property</Button>
      </div>
    </fieldset>
  );
}

interface PropertyRowProps {
  readonly number: number;
  readonly property: DraftProperty;
  readonly problem: string | undefined;
  readonly onChange: (changes: Partial<DraftProperty>) => void;
  readonly onRemove: () => void;
}

function PropertyRow({ number, property, problem, onChange, onRemove }: PropertyRowProps) {
  const { name, type, value } = property;
  const common = { 'aria-invalid': problem === undefined ? undefined : true, spellcheck: false, autocomplete: 'off' };
  return (
    <div class="property-row" role="group" aria-label={`Property ${number}`}>
      <input
        {...common}
        type="text"
        class="mono"
        aria-label={`Name of property ${number}`}
        placeholder="name"
        value={name}
        onInput={(event) => onChange({ name: event.currentTarget.value })}
      />
      <select
        aria-label={`Type of property ${number}`}
        value={type}
        onChange={(event) =>
          onChange({ type: propertyTypes.find((each) => each === event.currentTarget.value) ?? type })
        }
      >
        {propertyTypes.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
      <input
        {...common}
        type="text"
        class="mono"
        aria-label={`Value of property ${number}`}
        placeholder={type === 'date' ? '2026-01-31T12:00:00Z' : type === 'boolean' ? 'true or false' : 'value'}
        disabled={type === 'null'}
        value={type === 'null' ? '' : value}
        onInput={(event) => onChange({ value: event.currentTarget.value })}
      />
      <Button kind="quiet" label={`Remove property ${number}`} onClick={onRemove}>
        ×
      </Button>
      {problem !== undefined && (
        <p class="field-error" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
