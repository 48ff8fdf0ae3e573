import type { AlertState } from '@ams/monitor-api';

import { alertOrder, conditionOf } from './alert-order.js';

function alert(name: string, severity: number, more: Partial<AlertState> = {}): AlertState {
  return {
    name,
    description: null,
    severity,
    enabled: true,
    frequency: 'PT1M',
    windowSize: 'PT5M',
    autoMitigate: true,
    actionGroups: [],
    notEvaluated: null,
    evaluatedAt: null,
    criteria: [],
    firing: [],
    ...more,
  };
}

test('what fires comes first, then the more severe; what is not evaluated comes late, what is off last', () => {
  const alerts = [
    alert('off', 0, { enabled: false }),
    alert('dynamic', 0, { notEvaluated: 'dynamic' }),
    alert('quiet', 3),
    alert('severe', 1),
    alert('firing', 4, { firing: [{ entity: null, since: 0 }] }),
  ];
  expect(alertOrder(alerts).map(({ name }) => name)).toEqual(['firing', 'severe', 'quiet', 'dynamic', 'off']);
});

test('an alert is not called quiet before it was looked at', () => {
  expect(conditionOf(alert('new', 2))).toBe('waiting');
  expect(conditionOf(alert('old', 2, { evaluatedAt: 1 }))).toBe('quiet');
});
