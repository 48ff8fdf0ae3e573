import type { MetricAggregation, MetricOperator } from '@ams/service-bus-model';

import { meets, windowValue } from './window-value.js';

describe('the value of a window', () => {
  const points = [
    { at: 0, count: 3, total: 12, average: 4, minimum: 1, maximum: 9 },
    { at: 60_000, count: 1, total: 2, average: 2, minimum: 2, maximum: 2 },
  ];

  it.each<[MetricAggregation, number]>([
    ['Average', 3.5],
    ['Total', 14],
    ['Minimum', 1],
    ['Maximum', 9],
    ['Count', 4],
  ])('by %s is of all measurements, however many each minute has', (aggregation, value) => {
    expect(windowValue(points, aggregation)).toBe(value);
  });

  it.each<MetricAggregation>(['Average', 'Total', 'Minimum', 'Maximum', 'Count'])(
    'by %s is unknown where nothing was measured',
    (aggregation) => {
      expect(windowValue([], aggregation)).toBeNull();
    },
  );
});

describe('a condition', () => {
  it.each<[MetricOperator, boolean, boolean, boolean]>([
    ['Equals', false, true, false],
    ['NotEquals', true, false, true],
    ['GreaterThan', false, false, true],
    ['GreaterThanOrEqual', false, true, true],
    ['LessThan', true, false, false],
    ['LessThanOrEqual', true, true, false],
  ])('%s 10 is met by 9, 10, 11: %p, %p, %p', (operator, below, at, above) => {
    expect([9, 10, 11].map((value) => meets(value, operator, 10))).toEqual([below, at, above]);
  });
});
