import { ManualClock } from '../../engine/clock.js';
import { Deadlines } from '../../engine/deadlines.js';
import { silentLog } from '../../log.js';
import { aCriterion, anAlert } from '../../../test/helpers/alert-definitions.js';
import { MetricsByHand } from '../../../test/helpers/metrics-by-hand.js';
import type { AlertChange } from './alert-rule.js';
import type { AlertMetrics } from './alert-metrics.js';
import { StackAlerts } from './stack-alerts.js';

const minute = 60_000;

function start(metricAlerts = [anAlert()], metrics: AlertMetrics = new MetricsByHand(), log = silentLog) {
  const clock = new ManualClock();
  const deadlines = new Deadlines(clock);
  const told: AlertChange[] = [];
  const notifier = {
    tell: (change: AlertChange) => void told.push(change),
    notifications: () => [],
    clear: () => undefined,
    close: () => undefined,
  };
  const alerts = new StackAlerts({ topology: { metricAlerts }, metrics, clock, deadlines, notifier, log });
  return { alerts, clock, told };
}

describe('the alerts of a stack', () => {
  it('are evaluated as often as each says, a moment after the full minute', () => {
    const { alerts, clock } = start([
      anAlert({ name: 'often' }),
      anAlert({ name: 'seldom', frequency: 'PT5M', windowSize: 'PT5M' }),
    ]);
    const begin = clock.now();
    const evaluatedAt = () => alerts.state().alerts.map((alert) => alert.evaluatedAt && alert.evaluatedAt - begin);
    clock.advance(minute);
    expect(evaluatedAt()).toEqual([null, null]);
    clock.advance(1_000);
    expect(evaluatedAt()).toEqual([minute + 1_000, null]);
    clock.advance(6 * minute);
    expect(evaluatedAt()).toEqual([7 * minute + 1_000, 5 * minute + 1_000]);
  });

  it('tell whoever is to be told, and remember what happened, the latest first', () => {
    const metrics = new MetricsByHand();
    const { alerts, clock, told } = start([anAlert()], metrics);
    const begin = clock.now();
    metrics.measure(begin, 'ActiveMessages', 'orders', 11);
    clock.advance(5 * minute);
    expect(told.map(({ condition }) => condition)).toEqual(['Fired', 'Resolved']);
    expect(alerts.state().events).toEqual([
      {
        at: begin + 4 * minute + 1_000,
        alert: 'orders-backlog',
        entity: 'orders',
        condition: 'Resolved',
        severity: 2,
        value: null,
      },
      {
        at: begin + minute + 1_000,
        alert: 'orders-backlog',
        entity: 'orders',
        condition: 'Fired',
        severity: 2,
        value: 11,
      },
    ]);
  });

  it('cost no more for a year that is skipped than for a day, and go on as before', async () => {
    const metrics = new MetricsByHand();
    const counted = jest.spyOn(metrics, 'points');
    const { alerts, clock } = start([anAlert()], metrics);
    clock.advance(365 * 24 * 60 * minute);
    expect(counted.mock.calls.length).toBeLessThan(1_500);
    await new Promise(setImmediate);
    clock.advance(minute + 1_000);
    expect(alerts.state().alerts[0]?.evaluatedAt).toBe(clock.now());
  });

  it('remember five hundred changes at most', () => {
    const everyMinute = anAlert({
      autoMitigate: false,
      windowSize: 'P1D',
      criteria: [aCriterion({ aggregation: 'Maximum' })],
    });
    const metrics = new MetricsByHand();
    const { alerts, clock, told } = start([everyMinute], metrics);
    metrics.measure(clock.now(), 'ActiveMessages', 'orders', 11);
    clock.advance(600 * minute);
    expect(told).toHaveLength(599);
    expect(alerts.state().events).toHaveLength(500);
    expect(alerts.state().events[0]?.at).toBe(told.at(-1)?.at);
  });

  it('go on when one of them cannot be evaluated, and say so', () => {
    const metrics = new MetricsByHand();
    const failing: AlertMetrics = {
      has: () => true,
      entities: () => metrics.entities(),
      points(...which) {
        if (which[0] === 'IncomingMessages') throw new Error('no such figures');
        return metrics.points(...which);
      },
    };
    const errors: string[] = [];
    const log = { ...silentLog, error: (_: object, message: string) => void errors.push(message) };
    const broken = anAlert({ name: 'broken', criteria: [aCriterion({ metricName: 'IncomingMessages' })] });
    const { clock, told } = start([broken, anAlert()], failing, log);
    metrics.measure(clock.now(), 'ActiveMessages', 'orders', 11);
    clock.advance(2 * minute);
    expect(told.map(({ alert }) => alert.name)).toEqual(['orders-backlog']);
    expect(errors).toEqual(['An alert could not be evaluated']);
  });

  it('forget all at a reset, and end when they are closed', () => {
    const metrics = new MetricsByHand();
    const { alerts, clock, told } = start([anAlert()], metrics);
    metrics.measure(clock.now(), 'ActiveMessages', 'orders', 11);
    clock.advance(minute + 1_000);
    alerts.reset();
    expect(alerts.state()).toMatchObject({ events: [], alerts: [{ firing: [], evaluatedAt: null }] });
    alerts.close();
    metrics.measure(clock.now() - 1_000, 'ActiveMessages', 'orders', 11);
    clock.advance(5 * minute);
    expect(told).toHaveLength(1);
    expect(alerts.state().alerts[0]?.evaluatedAt).toBeNull();
  });
});
