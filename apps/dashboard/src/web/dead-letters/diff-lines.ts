import { diffLines } from 'diff';

/** A line of a difference, or where lines that stay the same are left out. */
export type DiffLine =
  | { readonly kind: 'same' | 'added' | 'removed'; readonly text: string }
  | { readonly kind: 'skipped'; readonly count: number };

/** Lines around a change that are shown. */
const context = 3;

/** Lines of a difference that are shown: more would hide the others. */
const mostLines = 500;

/** What changed from one text to another, line by line; what stays the same is shown around changes alone. */
export function differenceOf(before: string, after: string): readonly DiffLine[] {
  const lines = diffLines(ended(before), ended(after)).flatMap(({ value, added, removed }): readonly DiffLine[] =>
    linesOf(value).map((text) => ({ kind: added ? 'added' : removed ? 'removed' : 'same', text })),
  );
  const shown = shorten(lines);
  return shown.length <= mostLines
    ? shown
    : [...shown.slice(0, mostLines), { kind: 'skipped', count: shown.length - mostLines }];
}

/** A last line without its end would differ from the same one in the middle. */
function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function linesOf(text: string): readonly string[] {
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

function shorten(lines: readonly DiffLine[]): readonly DiffLine[] {
  const isNear = nearChanges(lines);
  const result: DiffLine[] = [];
  let skipped = 0;
  lines.forEach((line, index) => {
    if (isNear[index] === true) {
      if (skipped > 0) result.push({ kind: 'skipped', count: skipped });
      skipped = 0;
      result.push(line);
    } else skipped += 1;
  });
  if (skipped > 0) result.push({ kind: 'skipped', count: skipped });
  return result;
}

function nearChanges(lines: readonly DiffLine[]): readonly boolean[] {
  const near = lines.map(() => false);
  lines.forEach(({ kind }, index) => {
    if (kind === 'same') return;
    near.fill(true, Math.max(0, index - context), index + context + 1);
  });
  return near;
}
