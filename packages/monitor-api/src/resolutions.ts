/** How finely the past is kept: a quarter of an hour by the second, a day by the minute. */
export const resolutions = {
  second: { step: 1_000, points: 900 },
  minute: { step: 60_000, points: 1_440 },
} as const;

export type Resolution = keyof typeof resolutions;
