import { useEffect, useId, useState } from 'preact/hooks';

import type { SubQueue } from '../../api/places.js';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { FilterHelp } from './filter-help.js';
import { helpOf, refusedTerm, systemProperties, termKinds, type FilterTerm, type TermKind } from './filter-terms.js';

interface FilterBarProps {
  readonly subQueue: SubQueue;
  readonly terms: readonly FilterTerm[];
  readonly onChange: (terms: readonly FilterTerm[]) => void;
  /** What the server has against the filter. */
  readonly problem: string | undefined;
}

/** The terms of the filter as chips, and a form for one more, or for one of them that is changed. */
export function FilterBar({ subQueue, terms, onChange, problem }: FilterBarProps) {
  const [kind, setKind] = useState<TermKind>('text');
  const [text, setText] = useState('');
  const [edited, setEdited] = useState<FilterTerm | undefined>();
  const refused = problem === undefined ? undefined : refusedTerm(terms, problem);
  const kinds = termKinds.filter((each) => each.kind !== 'reason' || subQueue !== 'active');

  const fill = (term: FilterTerm) => {
    setKind(term.kind);
    setText(term.text);
  };
  const edit = (term: FilterTerm) => {
    setEdited(term);
    fill(term);
  };
  // What is refused is put where it can be mended.
  useEffect(() => {
    if (refused !== undefined) edit(refused);
  }, [problem]);
  const end = () => {
    setEdited(undefined);
    setText('');
  };
  const submit = () => {
    if (text.trim() === '') return;
    const term: FilterTerm = { kind, text: text.trim() };
    onChange(edited === undefined ? [...terms, term] : terms.map((each) => (each === edited ? term : each)));
    end();
  };

  return (
    <div class="filter-bar">
      {terms.length > 0 && (
        <ul class="chips" aria-label="Filters">
          {terms.map((term) => (
            <Chip
              key={`${term.kind} ${term.text}`}
              term={term}
              isRefused={term === refused}
              isEdited={term === edited}
              onEdit={() => edit(term)}
              onRemove={() => onChange(terms.filter((each) => each !== term))}
            />
          ))}
          <li>
            <Button kind="quiet" onClick={() => onChange([])}>
              Clear all
            </Button>
          </li>
        </ul>
      )}
      <TermForm
        kinds={kinds.map((each) => each.kind)}
        kind={kind}
        text={text}
        problem={problem}
        isChange={edited !== undefined}
        onKind={setKind}
        onText={setText}
        onSubmit={submit}
        onCancel={end}
      />
      <FilterHelp kinds={kinds} onExample={fill} />
    </div>
  );
}

interface ChipProps {
  readonly term: FilterTerm;
  readonly isRefused: boolean;
  readonly isEdited: boolean;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

function Chip({ term, isRefused, isEdited, onEdit, onRemove }: ChipProps) {
  const { label } = helpOf(term.kind);
  return (
    <li class={`chip${isRefused ? ' refused' : ''}${isEdited ? ' edited' : ''}`}>
      <button type="button" class="chip-text" onClick={onEdit} title="Change this filter">
        <span class="chip-kind">{label}</span> <span class="mono">{term.text}</span>
      </button>
      <button type="button" class="chip-remove" onClick={onRemove} aria-label={`Remove filter ${label} ${term.text}`}>
        ×
      </button>
    </li>
  );
}

interface TermFormProps {
  readonly kinds: readonly TermKind[];
  readonly kind: TermKind;
  readonly text: string;
  readonly problem: string | undefined;
  readonly isChange: boolean;
  readonly onKind: (kind: TermKind) => void;
  readonly onText: (text: string) => void;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
}

function TermForm({ kinds, kind, text, problem, isChange, onKind, onText, onSubmit, onCancel }: TermFormProps) {
  const names = useId();
  const help = helpOf(kind);
  return (
    <form
      class="filter-form"
      role="search"
      aria-label="Filter messages"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Field label={<span class="hidden">Filter by</span>}>
        {(attributes) => (
          <select
            {...attributes}
            value={kind}
            onChange={(event) => onKind(kinds.find((each) => each === event.currentTarget.value) ?? kind)}
          >
            {kinds.map((each) => (
              <option key={each} value={each}>
                {helpOf(each).label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div class="filter-text" data-search>
        <Field label={<span class="hidden">{help.label}</span>} error={problem}>
          {(attributes) => (
            <input
              {...attributes}
              type="text"
              class="mono"
              value={text}
              list={kind === 'system' ? names : undefined}
              placeholder={help.placeholder}
              spellcheck={false}
              autocomplete="off"
              onInput={(event) => onText(event.currentTarget.value)}
            />
          )}
        </Field>
        <datalist id={names}>
          {systemProperties.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </div>
      <Button type="submit" disabled={text.trim() === ''}>
        {isChange ? 'Change filter' : 'Add filter'}
      </Button>
      {isChange && <Button onClick={onCancel}>Cancel</Button>}
    </form>
  );
}
