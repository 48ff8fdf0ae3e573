import type { ActionGroupReceivers } from '../alert-receivers.js';
import { limits } from '../limits.js';
import { repeatedNames } from './conditions.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';
import { functions, hooked, hubs, mailed, phoned, roles, workflows } from './receiver-requirements.js';

type Kind = keyof ActionGroupReceivers;

const kinds: readonly Kind[] = [
  'emailReceivers',
  'smsReceivers',
  'voiceReceivers',
  'webhookReceivers',
  'azureAppPushReceivers',
  'logicAppReceivers',
  'azureFunctionReceivers',
  'eventHubReceivers',
  'armRoleReceivers',
];

/** Receivers of which not all may be known yet. */
export type PartialReceivers = {
  readonly [K in Kind]?: readonly Partial<NonNullable<ActionGroupReceivers[K]>[number]>[];
};

/** What Azure would refuse in the receivers of an action group. Absent properties are not judged. */
export function receiverProblems(receivers: PartialReceivers): readonly Problem[] {
  return [
    ...each('emailReceivers', receivers.emailReceivers, mailed),
    ...each('smsReceivers', receivers.smsReceivers, phoned),
    ...each('voiceReceivers', receivers.voiceReceivers, phoned),
    ...each('webhookReceivers', receivers.webhookReceivers, hooked),
    ...each('azureAppPushReceivers', receivers.azureAppPushReceivers, mailed),
    ...each('logicAppReceivers', receivers.logicAppReceivers, workflows),
    ...each('azureFunctionReceivers', receivers.azureFunctionReceivers, functions),
    ...each('eventHubReceivers', receivers.eventHubReceivers, hubs),
    ...each('armRoleReceivers', receivers.armRoleReceivers, roles),
    ...countProblems(receivers),
    ...nameProblems(receivers),
  ];
}

function each<T extends object>(
  kind: Kind,
  receivers: readonly T[] = [],
  rules: readonly Requirement<T>[],
): readonly Problem[] {
  return receivers.flatMap((receiver, index) =>
    problemsOf(receiver, rules).map((problem) => ({ ...problem, property: `${kind}[${index}].${problem.property}` })),
  );
}

/** Source: "Azure Monitor service limits", action groups (learn.microsoft.com), which names none for functions. */
function countProblems(receivers: PartialReceivers): readonly Problem[] {
  const { actionGroupReceivers: most } = limits;
  const webhooks = receivers.webhookReceivers ?? [];
  const secured = webhooks.filter(({ entraId }) => entraId !== undefined).length;
  const counts: readonly (readonly [Kind, string, number, number])[] = [
    ['emailReceivers', 'e-mail receivers', receivers.emailReceivers?.length ?? 0, most.email],
    ['smsReceivers', 'SMS receivers', receivers.smsReceivers?.length ?? 0, most.sms],
    ['voiceReceivers', 'voice receivers', receivers.voiceReceivers?.length ?? 0, most.voice],
    ['webhookReceivers', 'webhooks without entraId', webhooks.length - secured, most.webhook],
    ['webhookReceivers', 'webhooks with entraId', secured, most.secureWebhook],
    ['azureAppPushReceivers', 'Azure app receivers', receivers.azureAppPushReceivers?.length ?? 0, most.azureAppPush],
    ['logicAppReceivers', 'Logic App receivers', receivers.logicAppReceivers?.length ?? 0, most.logicApp],
    ['eventHubReceivers', 'event hub receivers', receivers.eventHubReceivers?.length ?? 0, most.eventHub],
    ['armRoleReceivers', 'role receivers', receivers.armRoleReceivers?.length ?? 0, most.armRole],
  ];
  return counts
    .filter(([, , count, limit]) => count > limit)
    .map(([kind, what, count, limit]) => ({
      property: `${kind}.length`,
      value: count,
      rule: `an action group has at most ${limit} ${what}`,
      cure: 'Spread them over several action groups: an alert calls up to 5.',
    }));
}

/** Source: the REST API of action groups, which wants names unique over the receivers of all kinds. */
function nameProblems(receivers: PartialReceivers): readonly Problem[] {
  const all = kinds.flatMap((kind) =>
    (receivers[kind] ?? []).flatMap(({ name }) => (name === undefined ? [] : [{ kind, name }])),
  );
  const repeated = repeatedNames(all);
  if (repeated.length === 0) return [];
  const lower = repeated.map((name) => name.toLowerCase());
  const repeating = new Set(all.filter(({ name }) => lower.includes(name.toLowerCase())).map(({ kind }) => kind));
  return [
    {
      property: [...repeating].join(' and '),
      value: repeated,
      rule: 'the receivers of an action group have different names, whatever their kind',
      cure: 'Rename all but one.',
    },
  ];
}
