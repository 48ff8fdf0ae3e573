import { Button } from '../components/button.js';
import { SelectField, TextField } from '../components/field.js';
import { propertyTypes, rowProblem, withNewRow, type PropertyRow } from './property-rows.js';

interface PropertyFieldsProps {
  readonly rows: readonly PropertyRow[];
  readonly onChange: (rows: readonly PropertyRow[]) => void;
  /** What a row without a former value takes away, where messages may have it: for many messages at once. */
  readonly canRemoveUnknown?: boolean;
}

const typeNames = { string: 'Text', number: 'Number', boolean: 'True or false' } as const;

/** Application properties: their names, types and values, each of which can be taken away. */
export function PropertyFields({ rows, onChange, canRemoveUnknown = false }: PropertyFieldsProps) {
  const change = (key: number, changes: Partial<PropertyRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...changes } : row)));
  const drop = (key: number) => onChange(rows.filter((row) => row.key !== key));

  return (
    <fieldset class="property-fields">
      <legend>Application properties</legend>
      {rows.map((row, index) => (
        <PropertyField
          key={row.key}
          row={row}
          number={index + 1}
          problem={rowProblem(row, rows)}
          canRemove={row.before !== undefined || canRemoveUnknown}
          onChange={(changes) => change(row.key, changes)}
          onDrop={() => drop(row.key)}
        />
      ))}
      <div class="row">
        <Button onClick={() => onChange(withNewRow(rows))}>Add a property</Button>
      </div>
    </fieldset>
  );
}

interface PropertyFieldProps {
  readonly row: PropertyRow;
  readonly number: number;
  readonly problem: string | undefined;
  readonly canRemove: boolean;
  readonly onChange: (changes: Partial<PropertyRow>) => void;
  readonly onDrop: () => void;
}

function PropertyField({ row, number, problem, canRemove, onChange, onDrop }: PropertyFieldProps) {
  const { name, type, value, removed, before } = row;
  const called = name === '' ? `property ${number}` : name;
  const isFixed = before !== undefined && !propertyTypes.some((each) => each === before.type);
  return (
    <div class={`property-field${removed ? ' removed' : ''}`} role="group" aria-label={`Property ${called}`}>
      {before === undefined ? (
        <TextField label="Name" value={name} onInput={(text) => onChange({ name: text })} error={problem} mono />
      ) : (
        <p class="property-name mono">{name}</p>
      )}
      <SelectField
        label="Type"
        value={type}
        disabled={removed || isFixed}
        options={propertyTypes.map((each) => ({ value: each, label: typeNames[each] }))}
        onChange={(chosen) => onChange({ type: chosen })}
      />
      <TextField
        label="Value"
        value={value}
        onInput={(text) => onChange({ value: text })}
        disabled={removed || isFixed}
        error={before === undefined ? undefined : problem}
        mono
      />
      <div class="row">
        {canRemove && (
          <Button
            pressed={removed}
            label={`${removed ? 'Keep' : 'Take away'} ${called}`}
            onClick={() => onChange({ removed: !removed })}
          >
            {removed ? 'Keep' : 'Take away'}
          </Button>
        )}
        {before === undefined && (
          <Button kind="quiet" label={`Forget ${called}`} onClick={onDrop}>
            Forget
          </Button>
        )}
      </div>
    </div>
  );
}
