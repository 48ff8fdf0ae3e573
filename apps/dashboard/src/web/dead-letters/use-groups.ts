import { useEffect, useRef } from 'preact/hooks';

import type { DeadLetterGroups } from '../../api/index.js';
import { api } from '../api-client.js';
import { entities } from '../live/live-store.js';
import { useResource, type Resource } from '../live/resource.js';

/** Milliseconds between two looks at the least: each looks at many messages. */
const pauseBetween = 5_000;

/**
 * The groups of one entity, or of all, looked at again when messages come or go.
 *
 * @param entity path; undefined for all
 */
export function useGroups(entity?: string): Resource<DeadLetterGroups> {
  const groups = useResource(`groups of ${entity ?? ''}`, (signal) => api.deadLetters(entity, signal));
  const counts = (entities.value ?? []).map(({ counts: { deadLetters, transferDeadLetters } }) => [
    deadLetters,
    transferDeadLetters,
  ]);
  const key = JSON.stringify(counts);
  const known = useRef<string | undefined>(undefined);

  useEffect(() => {
    if (known.current === undefined || known.current === key) {
      if (counts.length > 0) known.current = key;
      return;
    }
    const timer = setTimeout(() => {
      known.current = key;
      groups.reload();
    }, pauseBetween);
    return () => clearTimeout(timer);
  }, [key]);

  return groups;
}
