import type { FilterTerm, TermKindHelp } from './filter-terms.js';

interface FilterHelpProps {
  readonly kinds: readonly TermKindHelp[];
  /** An example was chosen, to be changed into what is meant. */
  readonly onExample: (term: FilterTerm) => void;
}

/** What can be written into a filter, by example. */
export function FilterHelp({ kinds, onExample }: FilterHelpProps) {
  return (
    <details class="filter-help">
      <summary>What can be written</summary>
      <dl>
        {kinds.map(({ kind, label, rule, examples }) => (
          <div key={kind}>
            <dt>{label}</dt>
            <dd>
              <p>{rule}</p>
              <ul>
                {examples.map((text) => (
                  <li key={text}>
                    <button
                      type="button"
                      class="example mono"
                      title="Put it into the field"
                      onClick={() => onExample({ kind, text })}
                    >
                      {text}
                    </button>
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        ))}
      </dl>
      <p class="muted">
        All filters must hold. Numbers are compared by their size, everything else as text. What is not there matches no
        comparison.
      </p>
    </details>
  );
}
