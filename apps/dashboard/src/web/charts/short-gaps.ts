/** A sampler that was late for a moment leaves fewer unknown values than this; a broker that was down leaves more. */
const longGap = 5;

/**
 * Marks the unknown values that a line is drawn through: fewer than five in a row, between two known ones. Where more
 * are unknown, or nothing is known on one side, the line stays broken. uPlot breaks a line at null and draws it through
 * undefined.
 */
export function drawThroughShortGaps(values: readonly (number | null)[]): (number | null | undefined)[] {
  const drawn: (number | null | undefined)[] = [...values];
  let known: number | undefined;
  values.forEach((value, index) => {
    if (value === null) return;
    if (known !== undefined && index - known <= longGap) drawn.fill(undefined, known + 1, index);
    known = index;
  });
  return drawn;
}
