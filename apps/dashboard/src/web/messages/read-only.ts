import { computed } from '@preact/signals';

import { readOnly } from '../live/live-store.js';

/** Why a button that changes something is disabled; undefined where it is not. */
export const readOnlyReason = computed(() =>
  readOnly.value ? 'The dashboard was started with --read-only: nothing can be changed from here.' : undefined,
);
