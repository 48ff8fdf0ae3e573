interface Size {
  readonly width: number;
  readonly height: number;
}

/** Room for the line's own width. */
const margin = 1.5;

/** Values from left to right as a path of SVG, nothing at the bottom; null where there are too few for a line. */
export function sparklinePath(values: readonly number[], { width, height }: Size): string | null {
  if (values.length < 2) return null;
  const highest = Math.max(...values, 1);
  const stride = width / (values.length - 1);
  const points = values.map((value, index) => {
    const y = height - margin - (value / highest) * (height - 2 * margin);
    return `${(index * stride).toFixed(1)},${y.toFixed(1)}`;
  });
  return `M${points.join('L')}`;
}
