/** Characters that a column has beside its text. */
const padding = 2;

/** Narrowest column that is still readable: a wider table than the terminal is better. */
const narrowest = 10;

/**
 * Widths of columns, padding included, with which a table fits: those that have room keep it, the widest ones are cut down to
 * the same width.
 *
 * @param columns width of the table, borders included
 */
export function fittingWidths(rows: readonly (readonly string[])[], columns: number): readonly number[] {
  const natural = naturalWidths(rows);
  const room = columns - natural.length - 1;
  let most = Math.max(narrowest, ...natural);
  while (most > narrowest && sumOf(natural.map((width) => Math.min(width, most))) > room) most -= 1;
  return natural.map((width) => Math.min(width, most));
}

/** Texts whose words are no longer than their columns: a table breaks between words, and cuts off what it cannot break. */
export function brokenAt(widths: readonly number[], row: readonly string[]): string[] {
  return row.map((text, index) => {
    const longest = Math.max(1, (widths[index] ?? Infinity) - padding);
    return Number.isFinite(longest) ? text.replaceAll(new RegExp(`\\S{${longest}}(?=\\S)`, 'g'), '$&\n') : text;
  });
}

function naturalWidths(rows: readonly (readonly string[])[]): readonly number[] {
  const [head = []] = rows;
  return head.map((_, index) => padding + Math.max(...rows.map((row) => row[index]?.length ?? 0)));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
