import { SelectField } from '../components/field.js';
import { entities } from '../live/live-store.js';

interface DestinationFieldProps {
  /** Path; empty for where they were. */
  readonly value: string;
  readonly onChange: (path: string) => void;
  /** False for what does not know where it was. */
  readonly knowsHome: boolean;
}

/** Where messages are to go: back, or elsewhere. */
export function DestinationField({ value, onChange, knowsHome }: DestinationFieldProps) {
  const home = knowsHome ? 'Back to where they were' : 'Choose where they are to go';
  const others = (entities.value ?? []).map(({ path, kind }) => ({ value: path, label: `${path} (${kind})` }));
  return (
    <SelectField
      label="Send to"
      value={value}
      options={[{ value: '', label: home }, ...others]}
      onChange={onChange}
      hint={value === '' ? undefined : 'They tell where they came from, and leave the dead letters as they arrive.'}
    />
  );
}
