import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

/** What connects a control with its label, hint and error. */
export interface ControlAttributes {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean | undefined;
}

interface FieldProps {
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  /** What is wrong with the value, and how to cure it. */
  readonly error?: string | undefined;
  readonly children: (attributes: ControlAttributes) => ComponentChildren;
}

/** Label, control, hint and error of one value. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [hint !== undefined && hintId, error !== undefined && errorId].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        'aria-describedby': describedBy === '' ? undefined : describedBy,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {hint !== undefined && (
        <p class="field-hint" id={hintId}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p class="field-error" id={errorId} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps {
  readonly label: ComponentChildren;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  readonly type?: 'text' | 'number' | 'search' | 'datetime-local';
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly autoFocus?: boolean;
  /** In letters of one width, for names and code. */
  readonly mono?: boolean;
  /** Rows of a text of many lines; a single line where it is not given. */
  readonly rows?: number;
}

export function TextField({
  label,
  value,
  onInput,
  hint,
  error,
  type,
  placeholder,
  disabled,
  autoFocus,
  mono,
  rows,
}: TextFieldProps) {
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  useEffect(() => {
    if (autoFocus === true) input.current?.focus();
  }, [autoFocus]);

  return (
    <Field label={label} hint={hint} error={error}>
      {(attributes) => {
        const common = {
          ...attributes,
          ref: input,
          value,
          placeholder,
          disabled,
          // A dialog that opens gives the focus to whatever asks for it by this.
          autofocus: autoFocus,
          class: mono === true ? 'mono' : undefined,
          spellcheck: false,
          autocomplete: 'off' as const,
          onInput: (event: { readonly currentTarget: { readonly value: string } }) =>
            onInput(event.currentTarget.value),
        };
        if (rows !== undefined) return <textarea {...common} rows={rows} />;
        if (type === 'number') return <input {...common} type="number" />;
        if (type === 'search') return <input {...common} type="search" />;
        if (type === 'datetime-local') return <input {...common} type="datetime-local" step={1} />;
        return <input {...common} type="text" />;
      }}
    </Field>
  );
}

interface SelectFieldProps<Value extends string> {
  readonly label: ComponentChildren;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
  readonly hint?: ComponentChildren;
  readonly disabled?: boolean;
}

export function SelectField<Value extends string>({
  label,
  value,
  options,
  onChange,
  hint,
  disabled,
}: SelectFieldProps<Value>) {
  const take = (text: string) => {
    const chosen = options.find((option) => option.value === text);
    if (chosen !== undefined) onChange(chosen.value);
  };
  return (
    <Field label={label} hint={hint}>
      {(attributes) => (
        <select {...attributes} value={value} disabled={disabled} onChange={(event) => take(event.currentTarget.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CheckFieldProps {
  readonly label: ComponentChildren;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly hint?: ComponentChildren;
  readonly disabled?: boolean;
}

export function CheckField({ label, checked, onChange, hint, disabled }: CheckFieldProps) {
  const id = useId();
  return (
    <div class="field check">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
