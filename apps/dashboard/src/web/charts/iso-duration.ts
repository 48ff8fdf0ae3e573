const pattern = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const sizes = [86_400_000, 3_600_000, 60_000, 1_000] as const;

/** Length of an ISO 8601 duration of days and less; null for what is none, or is of months and years. */
export function isoDurationMilliseconds(text: string): number | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  return sizes.reduce((sum, size, index) => sum + Number(match[index + 1] ?? 0) * size, 0);
}
