/** A cell: text as it stands, or a number. */
export type Cell = string | number;

/** Three digits that say something: `17.5`, `0.482`, `57,012`. */
export function cellText(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  const whole = Math.abs(cell) >= 100;
  const digits = whole ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return cell.toLocaleString('en-US', digits);
}
