import type { EntityKind } from '../../api/index.js';

const drawings: Readonly<Record<EntityKind, string>> = {
  queue: 'M3 4h10M3 8h10M3 12h10',
  topic: 'M2 8h5M7 8l6-4M7 8h6M7 8l6 4',
  subscription: 'M3 3v5h5M8 5h5v6H8z',
};

/** A small drawing of a kind; its word stands beside it, or is its title. */
export function EntityIcon({ kind }: { readonly kind: EntityKind }) {
  return (
    <svg class={`entity-icon ${kind}`} viewBox="0 0 16 16" role="img" aria-label={kind}>
      <title>{kind}</title>
      <path d={drawings[kind]} />
    </svg>
  );
}
