import { limits } from '../limits.js';
import { nameRules } from '../names.js';
import type { ActionGroupDefinition } from '../topology.js';
import { receiverProblems, type PartialReceivers } from './alert-receivers.js';
import { lengthOutside, misnamed } from './conditions.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

const { minimum, maximum } = limits.actionGroupShortNameLength;

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

/** An action group of which not all may be known yet. */
export type PartialActionGroup = Partial<Pick<ActionGroupDefinition, 'name' | 'shortName' | 'enabled'>> &
  PartialReceivers;

/** What Azure would refuse in an action group. Absent properties are not judged. */
export function actionGroupProblems(group: PartialActionGroup): readonly Problem[] {
  return [...problemsOf(group, requirements), ...receiverProblems(group)];
}
