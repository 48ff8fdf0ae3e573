import { nameRules } from '../names.js';
import { misnamed, outsideIntegers } from './conditions.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

/** What is said of a dashboard of the Azure portal, apart from its charts. */
export interface DashboardDefinition {
  readonly name: string;
  /** Hours up to now that its charts show. */
  readonly hours: number;
}

const hours = { minimum: 1, maximum: 30 * 24 };

const requirements: readonly Requirement<Partial<DashboardDefinition>>[] = [
  {
    property: 'name',
    refuses: misnamed(nameRules.portalDashboard),
    rule: nameRules.portalDashboard.description,
    cure: "Choose for example 'messaging-dev', and say the rest in the title.",
  },
  {
    property: 'hours',
    refuses: outsideIntegers(hours),
    rule: `a chart shows whole hours, ${hours.minimum} to ${hours.maximum}`,
    cure: 'Give for example 24.',
  },
];

/** What Azure would refuse in a dashboard. Absent properties are not judged. */
export function dashboardProblems(dashboard: Partial<DashboardDefinition>): readonly Problem[] {
  return problemsOf(dashboard, requirements);
}
