import type { AlertState } from '@ams/monitor-api';

/** `waiting`: its first evaluation is still to come. */
export type AlertCondition = 'firing' | 'quiet' | 'waiting' | 'off' | 'not evaluated';

export function conditionOf({ enabled, notEvaluated, evaluatedAt, firing }: AlertState): AlertCondition {
  if (!enabled) return 'off';
  if (notEvaluated !== null) return 'not evaluated';
  if (firing.length > 0) return 'firing';
  return evaluatedAt === null ? 'waiting' : 'quiet';
}

const ranks: Readonly<Record<AlertCondition, number>> = {
  firing: 0,
  quiet: 1,
  waiting: 1,
  'not evaluated': 2,
  off: 3,
};

/** What fires first, then the more severe ones: severity 0 is the worst. */
export function alertOrder(alerts: readonly AlertState[]): readonly AlertState[] {
  return [...alerts].sort(
    (a, b) =>
      ranks[conditionOf(a)] - ranks[conditionOf(b)] || a.severity - b.severity || a.name.localeCompare(b.name, 'en'),
  );
}
