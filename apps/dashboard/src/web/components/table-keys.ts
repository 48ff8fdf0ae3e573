const pageOfRows = 10;

/**
 * The row that a key leads to from a row of a table, both counted from 0; null where the key means something else, or
 * there is nothing further.
 */
export function rowAfterKey(row: number, rows: number, key: string): number | null {
  const next = target(row, rows, key);
  if (next === null) return null;
  const within = Math.max(0, Math.min(rows - 1, next));
  return within === row ? null : within;
}

function target(row: number, rows: number, key: string): number | null {
  switch (key) {
    case 'ArrowDown':
      return row + 1;
    case 'ArrowUp':
      return row - 1;
    case 'PageDown':
      return row + pageOfRows;
    case 'PageUp':
      return row - pageOfRows;
    case 'Home':
      return 0;
    case 'End':
      return rows - 1;
    default:
      return null;
  }
}
