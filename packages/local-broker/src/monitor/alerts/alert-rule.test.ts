import type { MetricAlertDefinition } from '@ams/service-bus-model';

import { aCriterion, anAlert } from '../../../test/helpers/alert-definitions.js';
import { MetricsByHand } from '../../../test/helpers/metrics-by-hand.js';
import { AlertRule } from './alert-rule.js';

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;
const everyEntity = [{ name: 'EntityName', operator: 'Include', values: ['*'] }] as const;

/** Evaluates an alert after each minute, in which entities had so many active messages. */
function watch(parts: Partial<MetricAlertDefinition>, metrics = new MetricsByHand()) {
  const rule = new AlertRule(anAlert(parts), metrics);
  let now = start;
  return {
    rule,
    metrics,
    minute(values: Readonly<Record<string, number>>): readonly string[] {
      for (const [entity, value] of Object.entries(values)) metrics.measure(now, 'ActiveMessages', entity, value);
      now += minute;
      return rule.evaluate(now).map(({ condition, entity }) => `${condition} ${entity ?? 'namespace'}`);
    },
  };
}

describe('a metric alert', () => {
  it('fires once when its condition begins to hold', () => {
    const watched = watch({});
    expect(watched.minute({ orders: 10 })).toEqual([]);
    expect(watched.minute({ orders: 11 })).toEqual(['Fired orders']);
    expect(watched.minute({ orders: 12 })).toEqual([]);
    expect(watched.rule.state().firing).toEqual([{ entity: 'orders', since: start + 2 * minute }]);
  });

  it('is resolved when the condition has not held for three evaluations in a row', () => {
    const watched = watch({});
    watched.minute({ orders: 11 });
    const changes = [5, 5, 11, 5, 5, 5, 5].map((value) => watched.minute({ orders: value }));
    expect(changes).toEqual([[], [], [], [], [], ['Resolved orders'], []]);
    expect(watched.rule.state().firing).toEqual([]);
  });

  it('fires again after it was resolved, as another instance', () => {
    const metrics = new MetricsByHand();
    const rule = new AlertRule(anAlert(), metrics);
    const changes = [11, 0, 0, 0, 11].flatMap((value, index) => {
      metrics.measure(start + index * minute, 'ActiveMessages', 'orders', value);
      return rule.evaluate(start + (index + 1) * minute);
    });
    expect(changes.map(({ condition }) => condition)).toEqual(['Fired', 'Resolved', 'Fired']);
    expect(changes[1]).toMatchObject({
      instance: changes[0]?.instance,
      firedAt: start + minute,
      at: start + 4 * minute,
    });
    expect(changes[2]?.instance).not.toBe(changes[0]?.instance);
  });

  it('without autoMitigate fires at each evaluation that holds, and is never resolved', () => {
    const watched = watch({ autoMitigate: false });
    const changes = [11, 11, 0, 0, 0, 11].map((value) => watched.minute({ orders: value }));
    expect(changes).toEqual([['Fired orders'], ['Fired orders'], [], [], [], ['Fired orders']]);
  });

  it('looks at its whole window, and at nothing before it', () => {
    const watched = watch({ windowSize: 'PT5M', criteria: [aCriterion({ aggregation: 'Maximum' })] });
    const values = [11, 0, 0, 0, 0, 0].map((value) => {
      watched.minute({ orders: value });
      return watched.rule.state().criteria[0]?.value;
    });
    expect(values).toEqual([11, 11, 11, 11, 11, 0]);
  });

  it('leaves out the minute that is not over', () => {
    const metrics = new MetricsByHand();
    const rule = new AlertRule(anAlert(), metrics);
    metrics.measure(start, 'ActiveMessages', 'orders', 0);
    metrics.measure(start + minute, 'ActiveMessages', 'orders', 11);
    expect(rule.evaluate(start + minute + 30_000)).toEqual([]);
    expect(rule.evaluate(start + 2 * minute)).toHaveLength(1);
  });

  it('does not fire on a metric without values, whatever it is compared with', () => {
    const watched = watch({ criteria: [aCriterion({ operator: 'LessThan', threshold: 5 })] });
    expect(watched.minute({})).toEqual([]);
    expect(watched.rule.state().criteria).toMatchObject([{ entity: 'orders', value: null, holds: false }]);
    expect(watched.minute({ orders: 0 })).toEqual(['Fired orders']);
  });

  it('that is disabled is not evaluated', () => {
    const watched = watch({ enabled: false });
    expect(watched.minute({ orders: 11 })).toEqual([]);
    expect(watched.rule.state()).toMatchObject({ enabled: false, evaluatedAt: null, criteria: [] });
  });

  it('with several criteria fires when all hold, and is resolved when one does not', () => {
    const metrics = new MetricsByHand();
    const criteria = [aCriterion(), aCriterion({ metricName: 'IncomingMessages', aggregation: 'Total', threshold: 3 })];
    const rule = new AlertRule(anAlert({ criteria }), metrics);
    const changes = [
      [11, 0],
      [0, 4],
      [11, 4],
      [11, 0],
      [11, 0],
      [11, 0],
    ].map(([active = 0, incoming = 0], index) => {
      metrics.measure(start + index * minute, 'ActiveMessages', 'orders', active);
      metrics.measure(start + index * minute, 'IncomingMessages', 'orders', incoming);
      return rule.evaluate(start + (index + 1) * minute).map(({ condition, entity }) => [condition, entity]);
    });
    expect(changes).toEqual([[], [], [['Fired', 'orders']], [], [], [['Resolved', 'orders']]]);
  });

  it('without a dimension counts together what happened in the namespace', () => {
    const metrics = new MetricsByHand();
    metrics.measure(start, 'IncomingMessages', null, 11);
    const incoming = aCriterion({ metricName: 'IncomingMessages', aggregation: 'Total', dimensions: [] });
    const rule = new AlertRule(anAlert({ criteria: [incoming] }), metrics);
    expect(rule.evaluate(start + minute)).toMatchObject([{ condition: 'Fired', entity: null }]);
  });

  it.each([
    ['Average', 7],
    ['Maximum', 12],
    ['Minimum', 2],
  ] as const)('without a dimension takes the %s of the levels of all entities', (aggregation, value) => {
    const metrics = new MetricsByHand(['orders', 'parked']);
    metrics.measure(start, 'ActiveMessages', 'orders', 12);
    metrics.measure(start, 'ActiveMessages', 'parked', 2);
    const rule = new AlertRule(anAlert({ criteria: [aCriterion({ aggregation, dimensions: [] })] }), metrics);
    rule.evaluate(start + minute);
    expect(rule.state().criteria).toMatchObject([{ entity: null, value }]);
  });

  it('forgets what it found', () => {
    const watched = watch({});
    watched.minute({ orders: 11 });
    watched.rule.forget();
    expect(watched.rule.state()).toMatchObject({ evaluatedAt: null, criteria: [], firing: [] });
    expect(watched.minute({ orders: 11 })).toEqual(['Fired orders']);
  });
});

describe('the dimension of a metric alert', () => {
  const all = () => new MetricsByHand(['orders', 'parked', 'events']);

  it('fires for each entity on its own', () => {
    const watched = watch({ criteria: [aCriterion({ dimensions: everyEntity })] }, all());
    expect(watched.minute({ orders: 11, parked: 1, events: 1 })).toEqual(['Fired orders']);
    expect(watched.minute({ orders: 0, parked: 1, events: 12 })).toEqual(['Fired events']);
    expect(watched.rule.state().firing.map(({ entity }) => entity)).toEqual(['orders', 'events']);
    watched.minute({ orders: 0, parked: 1, events: 12 });
    expect(watched.minute({ orders: 0, parked: 1, events: 12 })).toEqual(['Resolved orders']);
  });

  it.each([
    ['Include', ['orders', 'Events'], ['orders', 'events']],
    ['Include', ['*'], ['orders', 'parked', 'events']],
    ['Exclude', ['ORDERS'], ['parked', 'events']],
    ['StartsWith', ['ev', 'p'], ['parked', 'events']],
  ] as const)('%s %p is %p, in any case', (operator, values, chosen) => {
    const dimensions = [{ name: 'EntityName', operator, values }];
    const watched = watch({ criteria: [aCriterion({ dimensions })] }, all());
    watched.minute({});
    expect(watched.rule.state().criteria.map(({ entity }) => entity)).toEqual(chosen);
  });

  it('finds entities that come later', () => {
    const watched = watch({ criteria: [aCriterion({ dimensions: everyEntity })] });
    watched.minute({ orders: 0 });
    watched.metrics.names.push('returns');
    expect(watched.minute({ orders: 0, returns: 11 })).toEqual(['Fired returns']);
  });

  it('resolves the alert on an entity that is gone', () => {
    const watched = watch({ criteria: [aCriterion({ dimensions: everyEntity })] });
    watched.minute({ orders: 11 });
    watched.metrics.names.pop();
    expect([watched.minute({}), watched.minute({}), watched.minute({})]).toEqual([[], [], ['Resolved orders']]);
    expect(watched.minute({})).toEqual([]);
    expect(watched.rule.state().criteria).toEqual([]);
  });
});

describe('what only Azure can evaluate', () => {
  const dynamicCriterion = {
    ...aCriterion({ metricName: 'IncomingMessages' }),
    operator: 'GreaterThan',
    alertSensitivity: 'High',
    evaluationTotalCount: 4,
    evaluationFailureCount: 4,
  } as const;

  it.each<[string, Partial<MetricAlertDefinition>, RegExp]>([
    ['a dynamic threshold', { criteria: [], dynamicCriterion }, /threshold for IncomingMessages is dynamic/],
    ['a metric', { criteria: [aCriterion({ metricName: 'NamespaceCpuUsage' })] }, /metric NamespaceCpuUsage/],
    [
      'connections of an entity',
      { criteria: [aCriterion({ metricName: 'ConnectionsOpened' })] },
      /ConnectionsOpened for the whole namespace/,
    ],
    [
      'a dimension',
      { criteria: [aCriterion({ dimensions: [{ name: 'OperationResult', operator: 'Include', values: ['*'] }] })] },
      /dimension OperationResult/,
    ],
  ])('%s is said, and not evaluated', (_, parts, reason) => {
    const watched = watch(parts, new MetricsByHand(['orders'], ['ActiveMessages', 'ConnectionsOpened']));
    expect(watched.minute({ orders: 11 })).toEqual([]);
    expect(watched.rule.state()).toMatchObject({ notEvaluated: expect.stringMatching(reason), evaluatedAt: null });
  });
});
