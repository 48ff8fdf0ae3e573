import type { MetricAggregation, Problem } from '@ams/service-bus-model';
import type { Construct } from 'constructs';
import type { AlertSettings } from './alert-settings.js';
import { knownValue } from './known.js';
import { nameAfterOwner, type PartOwner } from './logical-id.js';
import { MetricAlert } from './metric-alert.js';
import type { ServiceBusMetric } from './metric.js';
import { refuse } from './refusal.js';

/** What an alert on something that commonly goes wrong is given. */
export interface SignalAlertProps extends Omit<AlertSettings, 'name' | 'severity' | 'description'> {
  /**
   * 1 to 260 characters, none of `* # & + : < > ? @ % { } \ / |`; unique in the resource group. A second alert of the
   * kind on one entity needs one.
   * @default the names of namespace and entity, and what it is about: `contoso-bus-orders-backlog`
   */
  readonly name?: string;
  /**
   * It fires above this number.
   * @default 0
   */
  readonly threshold?: number;
  /**
   * How the values in the window are summed up.
   * @default the metric's usual one; of dead letters and sizes the largest
   */
  readonly aggregation?: MetricAggregation;
  /**
   * 0 (critical) to 4 (verbose).
   * @default 2; of server errors 1
   */
  readonly severity?: number;
  /**
   * What the mail says first.
   * @default a sentence that says what happened, and what it may come from
   */
  readonly description?: string;
}

export interface BacklogAlertProps extends SignalAlertProps {
  /** It fires while more active messages than this wait. */
  readonly threshold: number;
}

export interface EntitySizeAlertProps extends Omit<SignalAlertProps, 'threshold'> {
  /**
   * It fires above this part of the room, in percent: more than 0, less than 100.
   * @default 80
   */
  readonly percent?: number;
  /**
   * Room in megabytes: all partitions together.
   * @default the entity's own; 1024 for all entities of a namespace
   */
  readonly maxSizeInMegabytes?: number;
}

/** What the signal itself does not say. */
export type SignalSettings = Omit<SignalAlertProps, 'threshold' | 'aggregation'>;

/** Who an alert belongs to: the construct it is made in, and the resource that its address begins with. */
export interface AlertOwner {
  readonly construct: Construct;
  readonly element: PartOwner;
  /** What the alert's name begins with. */
  readonly prefix: string;
}

/** Something that goes wrong: what tells of it, from when on, and how bad it is. */
export interface Signal {
  /** One word or two, which the alert is named after: `dead-letters`. */
  readonly key: string;
  readonly metric: ServiceBusMetric;
  readonly threshold: number;
  readonly severity: number;
  readonly description: string;
}

/** @throws {AzureRefusalError} for what Azure would refuse, and for a second alert of the same name */
export function alertOn(owner: AlertOwner, signal: Signal, props: SignalSettings): MetricAlert {
  const key = knownValue(props.name) ?? signal.key;
  const id = `alert-${key}`;
  if (owner.construct.node.tryFindChild(id)) refuse(owner.construct, [secondAlertProblem(props.name, signal.key)]);
  const alert = signal.metric.alert(owner.construct, id, {
    ...props,
    name: props.name ?? `${owner.prefix}-${signal.key}`,
    severity: props.severity ?? signal.severity,
    description: props.description ?? signal.description,
    threshold: signal.threshold,
  });
  nameAfterOwner(alert.resource, owner.element, key);
  return alert;
}

function secondAlertProblem(name: string | undefined, key: string): Problem {
  return {
    property: 'name',
    value: name,
    rule: `the alert '${name ?? key}' is there already`,
    cure: `Give the second one a name of its own, for example 'orders-${key}-critical'.`,
  };
}

/**
 * The bytes above which an alert on the size fires.
 *
 * @throws {AzureRefusalError} for no percentage, and where nobody knows the room
 */
export function sizeThreshold(construct: Construct, percent: number, megabytes: number | undefined): number {
  const problems: Problem[] = [];
  if (!(percent > 0 && percent < 100)) {
    const rule = 'a part of the room is more than 0 and less than 100 percent';
    problems.push({ property: 'percent', value: percent, rule, cure: 'Give for example 80.' });
  }
  if (megabytes === undefined || !(megabytes > 0)) {
    const rule = 'what part of its room an entity has filled is told by the room, which is not known at synth';
    const cure = 'Give maxSizeInMegabytes, all partitions together.';
    problems.push({ property: 'maxSizeInMegabytes', value: megabytes, rule, cure });
  }
  refuse(construct, problems);
  return Math.floor(((megabytes ?? 0) * 1024 * 1024 * percent) / 100);
}
