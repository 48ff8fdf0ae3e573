import { sparklinePath } from './sparkline-path.js';

const size = { width: 96, height: 22 } as const;

/** A line of a word's length: how it went, without figures. */
export function Sparkline({ values, label }: { readonly values: readonly number[]; readonly label: string }) {
  const path = sparklinePath(values, size);
  return (
    <svg class="sparkline" viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={label}>
      {path !== null && (
        <>
          <path class="sparkline-area" d={`${path}L${size.width},${size.height}L0,${size.height}Z`} />
          <path class="sparkline-line" d={path} />
        </>
      )}
    </svg>
  );
}
