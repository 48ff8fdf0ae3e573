import { type Cell, cellText } from '../results/cell-text.js';

/** A table as the formatter of this workspace leaves it: the first column holds names, the others numbers. */
export function markdownTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = [head, ...rows.map((row) => row.map(cellText))];
  const widths = head.map((_, column) => Math.max(3, ...texts.map((row) => row[column]?.length ?? 0)));
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const [first, ...others] = texts.map((row) =>
    widths.map((width, column) => {
      const text = row[column] ?? '';
      return column === 0 ? text.padEnd(width) : text.padStart(width);
    }),
  );
  return [first, rule, ...others].map((row) => `| ${row?.join(' | ')} |`).join('\n');
}
