import { nameRules } from '../names.js';
import { misnamed } from './conditions.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

/** A Logic App that writes alerts to a channel of Microsoft Teams. */
export interface TeamsRelayDefinition {
  readonly name: string;
  /** Address of the channel's workflow. */
  readonly webhookUrl: string;
}

const requirements: readonly Requirement<Partial<TeamsRelayDefinition>>[] = [
  {
    property: 'name',
    refuses: misnamed(nameRules.logicApp),
    rule: nameRules.logicApp.description,
    cure: "Choose for example 'ordering-teams'.",
  },
  {
    property: 'webhookUrl',
    refuses: (url) => !/^https:/i.test(url) || !URL.canParse(url),
    rule: "the webhook of a channel's workflow is an https address",
    cure: "Copy it from the workflow 'Send webhook alerts to a channel' in Teams.",
  },
  {
    property: 'webhookUrl',
    refuses: (url) => URL.canParse(url) && /(^|\.)webhook\.office\.com$/i.test(new URL(url).hostname),
    rule: 'Microsoft has retired the connectors at webhook.office.com',
    cure: "Make the workflow 'Send webhook alerts to a channel' in Teams, and give its address.",
  },
];

/** What Azure and Teams would refuse in a relay. Absent properties are not judged. */
export function teamsRelayProblems(relay: Partial<TeamsRelayDefinition>): readonly Problem[] {
  return problemsOf(relay, requirements);
}
