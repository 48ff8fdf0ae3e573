/** A line of formatted JSON, or a value in brackets that can be folded. Texts are shown as they are: nothing is parsed anew. */
export type JsonFold =
  | { readonly kind: 'line'; readonly key: string; readonly rest: string }
  | {
      readonly kind: 'fold';
      readonly key: string;
      /** `{` or `[`. */
      readonly opens: string;
      readonly inside: readonly JsonFold[];
      /** `}`, `],`. */
      readonly closes: string;
    };

interface OpenFold {
  readonly key: string;
  readonly opens: string;
  readonly inside: JsonFold[];
}

/**
 * Reads formatted JSON by its lines, so that it can be folded at its brackets. The text itself stays: a number past
 * what JavaScript holds exactly would be another one after JSON.parse.
 */
export function jsonFolds(formatted: string): readonly JsonFold[] {
  const root: JsonFold[] = [];
  const open: OpenFold[] = [];
  for (const line of formatted.split('\n')) {
    const text = line.trim();
    const { key, rest } = keyAndRest(text);
    const inside = open.at(-1)?.inside ?? root;
    if (rest === '{' || rest === '[') open.push({ key, opens: rest, inside: [] });
    else if (/^[}\]],?$/.test(text) && open.length > 0) close(open, root, text);
    else inside.push({ kind: 'line', key, rest });
  }
  // Text that was cut off leaves brackets open.
  while (open.length > 0) close(open, root, '…');
  return root;
}

function close(open: OpenFold[], root: JsonFold[], closes: string): void {
  const fold = open.pop();
  if (fold === undefined) return;
  (open.at(-1)?.inside ?? root).push({ kind: 'fold', ...fold, closes });
}

/** The key of a line of an object, with its quotes; empty for an item of a list. */
function keyAndRest(text: string): { key: string; rest: string } {
  const match = /^("(?:[^"\\]|\\.)*"): (.*)$/.exec(text);
  return match === null ? { key: '', rest: text } : { key: match[1] ?? '', rest: match[2] ?? '' };
}

/** What kind of value a line shows, for its colour. */
export function valueKind(rest: string): 'string' | 'number' | 'word' {
  if (rest.startsWith('"')) return 'string';
  return /^-?\d/.test(rest) ? 'number' : 'word';
}
