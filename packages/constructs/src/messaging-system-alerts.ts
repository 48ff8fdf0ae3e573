import type { EntitySizeAlertProps, SignalAlertProps } from './alert-signals.js';
import type { MetricAlert } from './metric-alert.js';
import type { ServiceBusNamespace } from './namespace.js';

/** What the system itself says for all its alerts. */
type Shared = Pick<SignalAlertProps, 'actionGroups' | 'tags'>;

type Of<Props> = Omit<Props, keyof Shared>;

/** Alerts on what commonly goes wrong with a namespace or any of its entities; `{}` is one with the defaults. */
export interface SystemNamespaceAlerts {
  /**
   * When messages of any queue or topic are dead-lettered.
   * @default no such alert
   */
  readonly deadLetters?: Of<SignalAlertProps>;
  /**
   * When requests are throttled.
   * @default no such alert
   */
  readonly throttling?: Of<SignalAlertProps>;
  /**
   * When requests fail by no fault of the clients.
   * @default no such alert
   */
  readonly serverErrors?: Of<SignalAlertProps>;
  /**
   * When any queue or topic is nearly full.
   * @default no such alert
   */
  readonly size?: Of<EntitySizeAlertProps>;
}

/** The alerts that were asked for, by what they are about. */
export type MadeNamespaceAlerts = Readonly<Partial<Record<keyof SystemNamespaceAlerts, MetricAlert>>>;

/** @throws {AzureRefusalError} for what Azure would refuse at apply */
export function addNamespaceAlerts(
  namespace: ServiceBusNamespace,
  { deadLetters, throttling, serverErrors, size }: SystemNamespaceAlerts,
  shared: Shared,
): MadeNamespaceAlerts {
  return {
    ...(deadLetters && { deadLetters: namespace.alertOnDeadLetters({ ...deadLetters, ...shared }) }),
    ...(throttling && { throttling: namespace.alertOnThrottling({ ...throttling, ...shared }) }),
    ...(serverErrors && { serverErrors: namespace.alertOnServerErrors({ ...serverErrors, ...shared }) }),
    ...(size && { size: namespace.alertOnSize({ ...size, ...shared }) }),
  };
}
