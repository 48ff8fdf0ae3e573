import { CheckField, TextField } from '../components/field.js';
import { about } from '../live/live-store.js';
import { DestinationField } from './destination-field.js';

/** How messages are sent back. */
export interface ResubmitOptions {
  /** Path; empty for where they were. */
  readonly to: string;
  readonly checkSchema: boolean;
  readonly newId: boolean;
  readonly maxResubmits: string;
  readonly park: boolean;
}

export const usualOptions: ResubmitOptions = {
  to: '',
  checkSchema: true,
  newId: false,
  maxResubmits: '3',
  park: false,
};

/** What is wrong with the options; undefined if nothing is. */
export function optionsProblem({ to, maxResubmits }: ResubmitOptions, knowsHome: boolean): string | undefined {
  if (!knowsHome && to === '') return 'Choose where they are to go: they do not tell it themselves.';
  const most = Number(maxResubmits);
  const isCount = Number.isInteger(most) && most >= 1 && most <= 1_000;
  return isCount ? undefined : 'The number of returns must be a whole number from 1 to 1,000.';
}

interface ResubmitOptionFieldsProps {
  readonly options: ResubmitOptions;
  readonly onChange: (options: ResubmitOptions) => void;
  readonly knowsHome: boolean;
}

export function ResubmitOptionFields({ options, onChange, knowsHome }: ResubmitOptionFieldsProps) {
  const change = (changes: Partial<ResubmitOptions>) => onChange({ ...options, ...changes });
  const parkingQueue = about.value?.parkingQueue ?? null;
  return (
    <div class="resubmit-options">
      <DestinationField value={options.to} onChange={(to) => change({ to })} knowsHome={knowsHome} />
      <TextField
        label="Most returns of one message"
        type="number"
        value={options.maxResubmits}
        onInput={(maxResubmits) => change({ maxResubmits })}
        hint="What was sent back this often already stays: what no cure helps would circle for ever."
      />
      <CheckField
        label="Leave what consumers would refuse"
        checked={options.checkSchema}
        onChange={(checkSchema) => change({ checkSchema })}
        hint="By the schemas of the stack, where they are known."
      />
      <CheckField
        label="Give copies a new message id"
        checked={options.newId}
        onChange={(newId) => change({ newId })}
        hint="For entities with duplicate detection, which drop an id that they saw."
      />
      {parkingQueue !== null && (
        <CheckField
          label="Park what was sent back too often"
          checked={options.park}
          onChange={(park) => change({ park })}
          hint={`In ${parkingQueue}, until somebody takes it up again.`}
        />
      )}
    </div>
  );
}
