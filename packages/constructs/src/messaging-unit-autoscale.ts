import {
  autoscaleProblems,
  metricNamespace,
  tagProblems,
  type AutoscaleDefinition,
  type AutoscaleThresholds,
  type MetricName,
  type Problem,
} from '@ams/service-bus-model';
import {
  MonitorAutoscaleSetting,
  type MonitorAutoscaleSettingProfileRule,
} from '@cdktf/provider-azurerm/lib/monitor-autoscale-setting/index.js';
import { ServicebusNamespace } from '@cdktf/provider-azurerm/lib/servicebus-namespace/index.js';
import { Annotations } from 'cdktf';
import { Construct } from 'constructs';
import { isoDuration, type DurationInput } from './duration.js';
import { isUnresolved, known } from './known.js';
import type { IServiceBusNamespace } from './namespace-base.js';
import { AzureRefusalError, refuse } from './refusal.js';
import type { ResourceGroupReference } from './resource-group.js';

export interface AutoscaleProps extends Partial<AutoscaleThresholds> {
  /**
   * 1 to 260 characters, none of `: < > + / & % ? |` or a backslash; unique in the resource group.
   * @default the namespace's name and `-autoscale`
   */
  readonly name?: string;
  /**
   * Fewest messaging units: 1, 2, 4, 8 or 16, and a multiple of the partitions.
   * @default the partitions of the namespace; 1 where they are not known
   */
  readonly minimum?: number;
  /** Most messaging units, and so the most that it costs: 1, 2, 4, 8 or 16, at least the minimum. */
  readonly maximum: number;
  /**
   * Messaging units while Azure Monitor cannot read the usage.
   * @default the minimum
   */
  readonly default?: number;
  /**
   * Above this usage of the CPU units are doubled: more than 0, less than 100.
   * @default 70
   */
  readonly scaleOutCpuPercent?: number;
  /**
   * Below this usage of the CPU units are halved: more than 0, less than half of `scaleOutCpuPercent`.
   * @default 25
   */
  readonly scaleInCpuPercent?: number;
  /**
   * Above this usage of the memory units are doubled too: more than 0, less than 100.
   * @default memory is not looked at
   */
  readonly scaleOutMemoryPercent?: number;
  /**
   * Units are halved only while the usage of the memory is below this too: more than 0, less than half of
   * `scaleOutMemoryPercent`.
   * @default memory is not looked at
   */
  readonly scaleInMemoryPercent?: number;
  /**
   * The usage is averaged over this time before units are added: PT5M to PT12H.
   * @default 'PT5M'
   */
  readonly scaleOutWindow?: DurationInput;
  /**
   * The usage is averaged over this time before units are taken away: PT5M to PT12H.
   * @default 'PT15M'
   */
  readonly scaleInWindow?: DurationInput;
  /**
   * Wait after a change before units are added: PT1M to P7D.
   * @default 'PT5M'
   */
  readonly scaleOutCooldown?: DurationInput;
  /**
   * Wait after a change before units are taken away: PT1M to P7D.
   * @default 'PT15M'
   */
  readonly scaleInCooldown?: DurationInput;
  /**
   * Who gets an e-mail when units are added, taken away, or could not be.
   * @default nobody
   */
  readonly emailAddresses?: readonly string[];
  /**
   * Addresses that Azure Monitor posts the same to.
   * @default none
   */
  readonly webhooks?: readonly string[];
  /**
   * Where the setting is put.
   * @default resource group and region of the namespace
   */
  readonly resourceGroup?: ResourceGroupReference;
  /** @default true */
  readonly enabled?: boolean;
  /** @default no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface MessagingUnitAutoscaleProps extends AutoscaleProps {
  readonly namespace: IServiceBusNamespace;
}

/**
 * Doubles and halves the messaging units of a Premium namespace by how busy it is. Made by `autoscale` of a namespace.
 * Where the namespace is of the same program, Terraform leaves its `capacity` alone after it has made it: each apply
 * would undo what autoscale did.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply
 */
export class MessagingUnitAutoscale extends Construct {
  /** The azurerm resource, for what this construct does not offer: profiles by the hour or the date. */
  readonly resource: MonitorAutoscaleSetting;
  readonly autoscaleSettingId: string;

  constructor(scope: Construct, id: string, props: MessagingUnitAutoscaleProps) {
    super(scope, id);
    const { namespace, enabled, tags } = props;
    const settings = withDefaults(props);
    const { name, minimum, maximum } = settings;
    refuse(this, [
      ...autoscaleProblems(
        {
          ...known(settings),
          emailAddresses: settings.emailAddresses.filter((address) => !isUnresolved(address)),
          webhooks: settings.webhooks.filter((webhook) => !isUnresolved(webhook)),
        },
        namespace,
      ),
      ...tagProblems(tags && known(tags)),
    ]);
    adviseOnFlapping(this, settings);

    this.resource = new MonitorAutoscaleSetting(this, 'Default', {
      ...placeOf(this, props),
      name,
      targetResourceId: namespace.namespaceId,
      enabled,
      profile: [
        {
          name: 'default',
          capacity: { minimum, maximum, default: settings.default },
          rule: rulesOf(namespace.namespaceId, settings),
        },
      ],
      notification: notificationOf(settings),
      tags: tags && { ...tags },
    });
    this.autoscaleSettingId = this.resource.id;
    leaveCapacityAlone(namespace);
  }
}

type Settings = ReturnType<typeof withDefaults>;

function withDefaults(props: MessagingUnitAutoscaleProps) {
  const { namespace, minimum = namespace.premiumMessagingPartitions || 1, maximum } = props;
  return {
    name: props.name ?? `${namespace.namespaceName}-autoscale`,
    minimum,
    maximum,
    default: props.default ?? minimum,
    scaleOutCpuPercent: props.scaleOutCpuPercent ?? 70,
    scaleInCpuPercent: props.scaleInCpuPercent ?? 25,
    scaleOutMemoryPercent: props.scaleOutMemoryPercent,
    scaleInMemoryPercent: props.scaleInMemoryPercent,
    scaleOutWindow: isoDuration(props.scaleOutWindow ?? 'PT5M'),
    scaleInWindow: isoDuration(props.scaleInWindow ?? 'PT15M'),
    scaleOutCooldown: isoDuration(props.scaleOutCooldown ?? 'PT5M'),
    scaleInCooldown: isoDuration(props.scaleInCooldown ?? 'PT15M'),
    emailAddresses: props.emailAddresses ?? [],
    webhooks: props.webhooks ?? [],
  } satisfies { readonly [K in keyof AutoscaleDefinition]: AutoscaleDefinition[K] | undefined };
}

/** Any rule that holds adds units; all rules must hold to take some away. */
function rulesOf(metricResourceId: string, settings: Settings): MonitorAutoscaleSettingProfileRule[] {
  const rule = (
    direction: 'Increase' | 'Decrease',
    metricName: MetricName,
    threshold: number | undefined,
  ): readonly MonitorAutoscaleSettingProfileRule[] => {
    if (threshold === undefined) return [];
    const out = direction === 'Increase';
    return [
      {
        metricTrigger: {
          metricNamespace,
          metricName,
          metricResourceId,
          // The busiest of the machines in each minute, and its average over the window.
          timeGrain: 'PT1M',
          statistic: 'Max',
          timeAggregation: 'Average',
          timeWindow: out ? settings.scaleOutWindow : settings.scaleInWindow,
          operator: out ? 'GreaterThan' : 'LessThan',
          threshold,
        },
        scaleAction: {
          direction,
          // The units go 1, 2, 4, 8, 16: a change by a count would ask for three.
          type: 'ServiceAllowedNextValue',
          value: 1,
          cooldown: out ? settings.scaleOutCooldown : settings.scaleInCooldown,
        },
      },
    ];
  };
  return [
    ...rule('Increase', 'NamespaceCpuUsage', settings.scaleOutCpuPercent),
    ...rule('Increase', 'NamespaceMemoryUsage', settings.scaleOutMemoryPercent),
    ...rule('Decrease', 'NamespaceCpuUsage', settings.scaleInCpuPercent),
    ...rule('Decrease', 'NamespaceMemoryUsage', settings.scaleInMemoryPercent),
  ];
}

function notificationOf({ emailAddresses, webhooks }: Settings) {
  if (emailAddresses.length + webhooks.length === 0) return undefined;
  return {
    ...(emailAddresses.length > 0 && { email: { customEmails: [...emailAddresses] } }),
    ...(webhooks.length > 0 && { webhook: webhooks.map((serviceUri) => ({ serviceUri })) }),
  };
}

/** Azure takes such thresholds, and its autoscale then adds and takes away in turn. */
function adviseOnFlapping(construct: Construct, settings: Settings): void {
  for (const kind of ['Cpu', 'Memory'] as const) {
    const [lower, upper] = [settings[`scaleIn${kind}Percent`], settings[`scaleOut${kind}Percent`]];
    if (lower === undefined || upper === undefined || lower * 2 < upper) continue;
    Annotations.of(construct).addWarning(
      `scaleIn${kind}Percent is ${lower}: half of the units have ${lower * 2} percent usage then, and from ${upper} on they are doubled again. Give less than ${upper / 2}.`,
    );
  }
}

/** Terraform sets `capacity` when it makes the namespace, and autoscale from then on. */
function leaveCapacityAlone({ node }: IServiceBusNamespace): void {
  const resource = node.defaultChild;
  if (!(resource instanceof ServicebusNamespace)) return;
  const { ignoreChanges = [] } = resource.lifecycle ?? {};
  if (ignoreChanges === 'all' || ignoreChanges.includes('capacity')) return;
  resource.lifecycle = { ...resource.lifecycle, ignoreChanges: [...ignoreChanges, 'capacity'] };
}

/** @throws {AzureRefusalError} if nobody said the region */
function placeOf(construct: Construct, { resourceGroup, namespace }: MessagingUnitAutoscaleProps) {
  const location = resourceGroup?.location ?? namespace.location;
  if (location === undefined) throw new AzureRefusalError(construct.node.path, [noRegion]);
  return { resourceGroupName: resourceGroup?.name ?? namespace.resourceGroupName, location };
}

const noRegion: Problem = {
  property: 'resourceGroup',
  value: undefined,
  rule: "an autoscale setting has a region, and nobody said the namespace's",
  cure: 'Give resourceGroup, or tell fromNamespaceId the location.',
};
