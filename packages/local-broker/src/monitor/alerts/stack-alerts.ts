import type { AlertEvent, Alerts } from '@ams/monitor-api';
import { parseDuration, type Topology } from '@ams/service-bus-model';

import type { Clock } from '../../engine/clock.js';
import type { Deadlines } from '../../engine/deadlines.js';
import type { BrokerLog } from '../../log.js';
import { type AlertChange, AlertRule } from './alert-rule.js';
import { Evaluations } from './evaluations.js';
import { Latest } from './latest.js';
import type { AlertMetrics } from './alert-metrics.js';
import type { Notifier } from './notifier.js';

/** How many changes are remembered. */
const remembered = 500;

export interface StackAlertsContext {
  readonly topology: Pick<Topology, 'metricAlerts'>;
  readonly metrics: AlertMetrics;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly notifier: Pick<Notifier, 'tell' | 'notifications' | 'clear' | 'close'>;
  readonly log: BrokerLog;
}

/** The metric alerts of a stack, evaluated on the broker's own metrics as often as each says, by the broker's clock. */
export class StackAlerts {
  readonly #context: StackAlertsContext;
  readonly #rules: readonly AlertRule[];
  readonly #events = new Latest<AlertEvent>(remembered);
  readonly #evaluations: readonly Evaluations[];

  constructor(context: StackAlertsContext) {
    this.#context = context;
    this.#rules = context.topology.metricAlerts.map((alert) => new AlertRule(alert, context.metrics));
    const { clock, deadlines } = context;
    this.#evaluations = this.#rules
      .filter(({ definition, notEvaluated }) => definition.enabled && notEvaluated === null)
      .map((rule) => {
        const frequency = parseDuration(rule.definition.frequency);
        return new Evaluations(clock, deadlines, frequency, () => this.#evaluate(rule));
      });
  }

  /** All that is known of them now. */
  state(): Alerts {
    return {
      at: this.#context.clock.now(),
      alerts: this.#rules.map((rule) => rule.state()),
      events: [...this.#events.all()],
      notifications: [...this.#context.notifier.notifications()],
    };
  }

  /** Forgets what fired, and whom it told. */
  reset(): void {
    for (const rule of this.#rules) rule.forget();
    this.#events.clear();
    this.#context.notifier.clear();
  }

  close(): void {
    for (const evaluations of this.#evaluations) evaluations.stop();
    this.#context.notifier.close();
  }

  #evaluate(rule: AlertRule): void {
    try {
      for (const change of rule.evaluate(this.#context.clock.now())) this.#report(change);
    } catch (error) {
      // Whatever is wrong with an alert, the broker goes on.
      this.#context.log.error({ alert: rule.definition.name, error }, 'An alert could not be evaluated');
    }
  }

  #report(change: AlertChange): void {
    const { alert, condition, at, entity, criteria } = change;
    const value = criteria[0]?.value ?? null;
    this.#events.add({ at, alert: alert.name, entity, condition, severity: alert.severity, value });
    const details = { alert: alert.name, severity: alert.severity, entity, value };
    if (condition === 'Fired') this.#context.log.warn(details, 'An alert fired');
    else this.#context.log.info(details, 'An alert is resolved');
    this.#context.notifier.tell(change);
  }
}
