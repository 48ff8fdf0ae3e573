import { useMemo } from 'preact/hooks';

import { plural } from '../format.js';
import { differenceOf, type DiffLine } from './diff-lines.js';

interface DiffViewProps {
  /** What it is the difference of, for those who do not see it. */
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

const signs = { same: ' ', added: '+', removed: '−' } as const;
const words = { same: '', added: 'Added: ', removed: 'Removed: ' } as const;

/** What changes from one text to another, line by line. Signs and colours say the same. */
export function DiffView({ label, before, after }: DiffViewProps) {
  const lines = useMemo(() => differenceOf(before, after), [before, after]);
  return (
    <div class="diff" role="group" aria-label={label} tabIndex={0}>
      {lines.map((line, index) => (
        <Line key={index} line={line} />
      ))}
    </div>
  );
}

function Line({ line }: { readonly line: DiffLine }) {
  if (line.kind === 'skipped') return <p class="diff-skipped">{plural(line.count, 'line')} not shown</p>;
  const { kind, text } = line;
  return (
    <p class={`diff-line ${kind}`}>
      <span class="diff-sign" aria-hidden="true">
        {signs[kind]}
      </span>
      {kind !== 'same' && <span class="hidden">{words[kind]}</span>}
      <span>{text === '' ? ' ' : text}</span>
    </p>
  );
}
