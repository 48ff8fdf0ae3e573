import { formatBytes, formatCount, formatRate, unknown } from '../format.js';

interface FigureProps {
  readonly value: number | null | undefined;
  /** Colours it where it is more than nothing. */
  readonly tone?: 'warning' | 'critical' | undefined;
  readonly as?: 'count' | 'rate' | 'bytes';
  /** Why it is not known, for its title. */
  readonly missing?: string;
}

const formats = { count: formatCount, rate: formatRate, bytes: formatBytes } as const;

/** A figure in digits of one width. Nothing is quiet: a zero is pale, so that what is there stands out. */
export function Figure({ value, tone, as = 'count', missing = 'Not known' }: FigureProps) {
  const text = formats[as](value);
  if (text === unknown) {
    return (
      <span class="figure none" title={missing}>
        {text}
      </span>
    );
  }
  const weight = value === 0 ? 'none' : (tone ?? '');
  return <span class={`figure ${weight}`}>{text}</span>;
}
