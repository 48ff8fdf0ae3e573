/** Which messages of a browser are chosen. */
export interface MessageSelection {
  readonly chosen: ReadonlySet<string>;
  /** Where a range begins that shift extends. */
  readonly anchor: string | undefined;
  /** All that match the filter, also those of other pages. */
  readonly all: boolean;
}

export const nothingChosen: MessageSelection = { chosen: new Set(), anchor: undefined, all: false };

/** Chooses a message, or lets go of it. Out of "all that match" it begins anew with this one. */
export function toggled(selection: MessageSelection, sequenceNumber: string): MessageSelection {
  const chosen = new Set(selection.all ? [] : selection.chosen);
  if (!chosen.delete(sequenceNumber)) chosen.add(sequenceNumber);
  return { chosen, anchor: sequenceNumber, all: false };
}

/** Chooses all rows from the last one that was touched up to this one. */
export function extendedTo(
  selection: MessageSelection,
  rows: readonly string[],
  sequenceNumber: string,
): MessageSelection {
  const to = rows.indexOf(sequenceNumber);
  const from = selection.anchor === undefined ? -1 : rows.indexOf(selection.anchor);
  if (to < 0 || from < 0) return toggled(selection, sequenceNumber);
  const range = rows.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { chosen: new Set([...selection.chosen, ...range]), anchor: selection.anchor, all: false };
}

/** Chooses all rows of the page; if they are chosen already, none of them. */
export function pageToggled(selection: MessageSelection, rows: readonly string[]): MessageSelection {
  if (selection.all) return nothingChosen;
  const chosen = new Set(selection.chosen);
  const letGo = hasWholePage(selection, rows);
  for (const row of rows) {
    if (letGo) chosen.delete(row);
    else chosen.add(row);
  }
  return { chosen, anchor: undefined, all: false };
}

export function allChosen(): MessageSelection {
  return { chosen: new Set(), anchor: undefined, all: true };
}

export function hasWholePage({ chosen, all }: MessageSelection, rows: readonly string[]): boolean {
  return all || (rows.length > 0 && rows.every((row) => chosen.has(row)));
}

export function isChosen({ chosen, all }: MessageSelection, sequenceNumber: string): boolean {
  return all || chosen.has(sequenceNumber);
}

export function isNothing({ chosen, all }: MessageSelection): boolean {
  return !all && chosen.size === 0;
}
