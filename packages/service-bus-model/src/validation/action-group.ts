import { z } from 'zod';
import { limits } from '../limits.js';
import { nameRules } from '../names.js';
import type { ActionGroupDefinition, EmailReceiver, WebhookReceiver } from '../topology.js';
import { lengthOutside, misnamed, repeatedNames } from './conditions.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

const { minimum, maximum } = limits.actionGroupShortNameLength;

const emailAddress = z.email();

const requirements: readonly Requirement<PartialActionGroup>[] = [
  {
    property: 'name',
    refuses: misnamed(nameRules.actionGroup),
    rule: nameRules.actionGroup.description,
    cure: "Choose for example 'messaging-oncall'.",
  },
  {
    property: 'shortName',
    refuses: lengthOutside(limits.actionGroupShortNameLength),
    rule: `an action group's short name has ${minimum} to ${maximum} characters`,
    cure: "Choose for example 'oncall'.",
  },
];

const emailRequirements: readonly Requirement<Partial<EmailReceiver>>[] = [
  {
    property: 'name',
    refuses: (name) => name.length === 0,
    rule: 'a receiver has a name',
    cure: "Choose for example 'oncall'.",
  },
  {
    property: 'emailAddress',
    refuses: (address) => !emailAddress.safeParse(address).success,
    rule: 'an e-mail address has the shape name@host.domain',
    cure: "Give for example 'oncall@example.com'.",
  },
];

const webhookRequirements: readonly Requirement<Partial<WebhookReceiver>>[] = [
  {
    property: 'name',
    refuses: (name) => name.length === 0,
    rule: 'a receiver has a name',
    cure: "Choose for example 'chat'.",
  },
  {
    property: 'serviceUri',
    refuses: (uri) => !/^https?:/i.test(uri) || !URL.canParse(uri),
    rule: 'a webhook is an absolute http or https address',
    cure: "Give for example 'https://example.com/alerts'.",
  },
];

/** An action group of which not all may be known yet. */
export type PartialActionGroup = Partial<Omit<ActionGroupDefinition, 'emailReceivers' | 'webhookReceivers'>> & {
  readonly emailReceivers?: readonly Partial<EmailReceiver>[];
  readonly webhookReceivers?: readonly Partial<WebhookReceiver>[];
};

/** What Azure would refuse in an action group. Absent properties are not judged. */
export function actionGroupProblems(group: PartialActionGroup): readonly Problem[] {
  return [
    ...problemsOf(group, requirements),
    ...receiverProblems('emailReceivers', group.emailReceivers ?? [], emailRequirements),
    ...receiverProblems('webhookReceivers', group.webhookReceivers ?? [], webhookRequirements),
  ];
}

function receiverProblems<T extends { readonly name?: string }>(
  property: string,
  receivers: readonly T[],
  rules: readonly Requirement<T>[],
): readonly Problem[] {
  const repeated = repeatedNames(receivers.flatMap(({ name }) => (name === undefined ? [] : [{ name }])));
  return [
    ...receivers.flatMap((receiver, index) =>
      problemsOf(receiver, rules).map((problem) => ({
        ...problem,
        property: `${property}[${index}].${problem.property}`,
      })),
    ),
    ...(repeated.length > 0
      ? [
          {
            property,
            value: repeated,
            rule: 'the receivers of one kind have different names',
            cure: 'Rename one of them.',
          },
        ]
      : []),
  ];
}
