import type { AlertState, CriterionState } from '@ams/monitor-api';

import { chartTop, thresholdLines } from './thresholds.js';

const criterion: CriterionState = {
  metric: 'DeadletteredMessages',
  aggregation: 'Average',
  operator: 'GreaterThan',
  threshold: 10,
  entity: 'orders',
  value: 12,
  holds: true,
};

function alert(criteria: readonly CriterionState[], more: Partial<AlertState> = {}): AlertState {
  return {
    name: 'dead-letters',
    description: null,
    severity: 2,
    enabled: true,
    frequency: 'PT1M',
    windowSize: 'PT5M',
    autoMitigate: true,
    actionGroups: [],
    notEvaluated: null,
    evaluatedAt: 0,
    criteria: [...criteria],
    firing: [],
    ...more,
  };
}

const place = { entity: 'orders', columns: ['deadLetters'], step: 1_000 } as const;

test('a threshold on what an entity holds is drawn as it is', () => {
  expect(thresholdLines([alert([criterion])], place)).toEqual([
    { value: 10, label: 'dead-letters: above 10 over 5 minutes', alert: 'dead-letters', firing: false },
  ]);
});

test('a threshold on a sum is drawn at the share of one point', () => {
  const total = { ...criterion, metric: 'IncomingMessages', aggregation: 'Total', threshold: 600 } as const;
  const [line] = thresholdLines([alert([total])], { ...place, columns: ['incoming'] });
  expect(line?.value).toBe(2);
  expect(line?.label).toBe('dead-letters: above 600 in 5 minutes');
});

test('a line fires where the alert fires for that entity, and not for another', () => {
  const firing = [{ entity: 'orders', since: 0 }];
  const criteria = [criterion, { ...criterion, entity: 'events' }];
  const alerts = [alert(criteria, { firing })];
  expect(thresholdLines(alerts, place).map((line) => line.firing)).toEqual([true]);
  expect(thresholdLines(alerts, { ...place, entity: 'events' }).map((line) => line.firing)).toEqual([false]);
});

test.each([
  ['is of another entity', alert([{ ...criterion, entity: 'events' }])],
  ['is of another metric', alert([{ ...criterion, metric: 'ActiveMessages' }])],
  ['is of a metric without a chart', alert([{ ...criterion, metric: 'ActiveConnections' }])],
  ['is switched off', alert([criterion], { enabled: false })],
  ['is not evaluated here', alert([criterion], { notEvaluated: 'dynamic' })],
])('draws nothing for what %s', (_why, state) => {
  expect(thresholdLines([state], place)).toEqual([]);
});

test('the chart makes room for a threshold that is near to its values', () => {
  expect(chartTop(30, [100])).toBeGreaterThan(100);
});

test('a threshold far above the values does not press them flat', () => {
  expect(chartTop(30, [50_000])).toBeLessThan(50);
});

test('an empty chart still shows a low threshold', () => {
  expect(chartTop(0, [10])).toBeGreaterThan(10);
});
