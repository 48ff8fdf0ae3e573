import { useMemo, useState } from 'preact/hooks';

import { Button } from '../components/button.js';
import { Code } from '../components/code.js';
import { CopyButton } from '../components/copy-button.js';
import { jsonFolds, valueKind, type JsonFold } from './json-folds.js';

/** Longer than this, a tree of it would be slow: then it is shown as plain text. In characters. */
const mostFolded = 100_000;

/** Formatted JSON that can be folded at its brackets. */
export function JsonView({ json }: { readonly json: string }) {
  const [isOpen, setOpen] = useState(true);
  const [turn, setTurn] = useState(0);
  const folds = useMemo(() => (json.length > mostFolded ? undefined : jsonFolds(json)), [json]);
  if (folds === undefined) return <Code text={json} label="Body as JSON" />;
  const foldAll = (open: boolean) => {
    setOpen(open);
    // Folds that a reader opened by hand are made anew.
    setTurn(turn + 1);
  };
  return (
    <div class="json">
      <div class="row">
        <CopyButton text={json} label="Copy body as JSON" />
        {folds.some(({ kind }) => kind === 'fold') && (
          <>
            <Button kind="quiet" onClick={() => foldAll(false)}>
              Fold all
            </Button>
            <Button kind="quiet" onClick={() => foldAll(true)}>
              Unfold all
            </Button>
          </>
        )}
      </div>
      <div class="json-text mono" role="group" aria-label="Body as JSON" tabIndex={0} key={turn}>
        {folds.map((fold, index) => (
          <Fold key={index} fold={fold} isOpen={isOpen} isOutermost />
        ))}
      </div>
    </div>
  );
}

interface FoldProps {
  readonly fold: JsonFold;
  readonly isOpen: boolean;
  /** The outermost bracket stays open when all are folded. */
  readonly isOutermost?: boolean;
}

function Fold({ fold, isOpen, isOutermost = false }: FoldProps) {
  if (fold.kind === 'line') {
    return (
      <div class="json-line">
        <Key text={fold.key} />
        <span class={`json-${valueKind(fold.rest)}`}>{fold.rest.replace(/,$/, '')}</span>
        {fold.rest.endsWith(',') && ','}
      </div>
    );
  }
  return (
    <details open={isOpen || isOutermost}>
      <summary>
        <Key text={fold.key} />
        {fold.opens}
        <span class="json-folded">
          {' '}
          {fold.inside.length} … {fold.closes}
        </span>
      </summary>
      <div class="json-inside">
        {fold.inside.map((inside, index) => (
          <Fold key={index} fold={inside} isOpen={isOpen} />
        ))}
      </div>
      <div>{fold.closes}</div>
    </details>
  );
}

function Key({ text }: { readonly text: string }) {
  if (text === '') return null;
  return (
    <>
      <span class="json-key">{text}</span>
      {': '}
    </>
  );
}
