import Table from 'cli-table3';

/** A cell: text as it stands, or a number. */
export type Cell = string | number;

/** A table for the terminal: the first column holds names, the others numbers. */
export function textTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push(row.map(textOf));
  return table.toString();
}

/** Three digits that say something: `17.5`, `0.482`, `57,012`. */
function textOf(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  const whole = Math.abs(cell) >= 100;
  const digits = whole ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return cell.toLocaleString('en-US', digits);
}
