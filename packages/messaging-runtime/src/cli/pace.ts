/** Time taken and rate, for a summary. */
export interface Pace {
  readonly seconds: number;
  /** Messages a second, rounded; 0 where nothing was done. */
  readonly perSecond: number;
}

export function paceOf(count: number, milliseconds: number): Pace {
  const seconds = Math.round(milliseconds) / 1_000;
  return { seconds, perSecond: count === 0 ? 0 : Math.round(count / Math.max(seconds, 0.001)) };
}

/** `in 1.2 s (8,333/s)` */
export function describePace({ seconds, perSecond }: Pace): string {
  return `in ${seconds.toLocaleString('en-US', { maximumFractionDigits: 1 })} s (${perSecond.toLocaleString('en-US')}/s)`;
}
