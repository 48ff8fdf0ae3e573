import { isValidName, nameRules, type Problem } from '@ams/service-bus-model';
import { isUnresolved } from './known.js';
import type { ResourceGroupReference } from './resource-group.js';

/** Ids of the constructs that a system makes for itself. */
export const systemIds = { resourceGroup: 'messaging', namespace: 'bus', actionGroup: 'alerts' } as const;

/** What a system is made from, as far as it is judged as a whole. */
export interface CheckedSystem {
  readonly location?: string;
  readonly resourceGroupName?: string;
  readonly resourceGroup?: ResourceGroupReference;
  readonly queues: object;
  readonly topics: object;
  readonly subscriptions: object;
  readonly backlogAlerts: object;
  readonly namespaceAlerts: object;
  readonly emailReceivers: readonly unknown[];
  readonly actionGroups: readonly unknown[];
}

/** What is wrong with the data of a system, beside what its parts find wrong with themselves. */
export function systemProblems(system: CheckedSystem): readonly Problem[] {
  return [...placeProblems(system), ...keyProblems(system), ...unheardAlertProblems(system)];
}

function placeProblems({ location, resourceGroup, resourceGroupName }: CheckedSystem): readonly Problem[] {
  const nameProblems =
    resourceGroupName === undefined ||
    isUnresolved(resourceGroupName) ||
    isValidName(resourceGroupName, nameRules.resourceGroup)
      ? []
      : [
          {
            property: 'resourceGroupName',
            value: resourceGroupName,
            rule: nameRules.resourceGroup.description,
            cure: "Choose another name, such as 'ordering-rg'.",
          },
        ];
  if ((location === undefined) !== (resourceGroup === undefined)) return nameProblems;
  return [
    ...nameProblems,
    {
      property: 'location',
      value: location,
      rule: 'a namespace is in one resource group: one that the system makes in a location, or one that is given',
      cure: "Give either location, such as 'eastus', or resourceGroup.",
    },
  ];
}

function keyProblems(system: CheckedSystem): readonly Problem[] {
  const owners = new Map<string, string>(Object.values(systemIds).map((id) => [id, "one of the system's own"]));
  return (['topics', 'queues', 'subscriptions', 'backlogAlerts'] as const).flatMap((kind) =>
    Object.keys(system[kind]).flatMap((key) => {
      const owner = owners.get(key);
      owners.set(key, owner ?? `that of one of the ${kind}`);
      if (owner === undefined) return [];
      return [
        {
          property: kind,
          value: key,
          rule: `a key is the id of one construct, and this is ${owner}`,
          cure: `Choose another key, and give name: '${key}' beside it.`,
        },
      ];
    }),
  );
}

function unheardAlertProblems(system: CheckedSystem): readonly Problem[] {
  if (system.emailReceivers.length + system.actionGroups.length > 0) return [];
  return (['backlogAlerts', 'namespaceAlerts'] as const)
    .filter((property) => Object.keys(system[property]).length > 0)
    .map((property) => ({
      property,
      value: Object.keys(system[property]),
      rule: 'an alert without an action group tells nobody',
      cure: "Give emailReceivers, such as [{ name: 'oncall', emailAddress: 'oncall@example.com' }], or actionGroups.",
    }));
}

/** Something refers to what the system does not have. */
export function unknownKey(property: string, value: string, keys: readonly string[]): Problem {
  const rule = `the system has ${keys.length === 0 ? 'none' : `${keys.join(', ')} alone`}`;
  return { property, value, rule, cure: 'Give one of its keys, or add what is missing.' };
}
