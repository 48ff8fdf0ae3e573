import { formatCount, formatIsoDuration } from '../../format.js';

/** A setting for people, and as it is written where that is something else. */
export function settingText(value: string | number | boolean | null): {
  readonly text: string;
  readonly exact: string | null;
} {
  if (value === null || value === '') return { text: 'not set', exact: null };
  if (typeof value === 'boolean') return { text: value ? 'yes' : 'no', exact: null };
  if (typeof value === 'number') return { text: formatCount(value), exact: null };
  const text = formatIsoDuration(value);
  return { text, exact: text === value ? null : value };
}
