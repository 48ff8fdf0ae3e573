import { limits } from '../limits.js';
import { findLogCategory, logCategories } from '../log-categories.js';
import { nameRules } from '../names.js';
import { isResourceId, resourceIdShapes, type ResourceIdShape } from '../resource-ids.js';
import { listOf, misnamed } from './conditions.js';
import type { NamespaceTraits } from './entity.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

/**
 * Where Azure Monitor sends the logs and metrics of a namespace.
 *
 * Source: "Diagnostic settings in Azure Monitor" (learn.microsoft.com).
 */
export interface DiagnosticSettingDefinition {
  readonly name: string;
  readonly workspaceId: string;
  readonly storageAccountId: string;
  readonly eventHubAuthorizationRuleId: string;
  readonly logs: readonly string[];
  readonly metrics: boolean;
  /** Whether it has a destination at all, some of which may not be known yet. */
  readonly hasDestination: boolean;
  /** How many settings its namespace has, with this one. */
  readonly count: number;
}

type Setting = Partial<DiagnosticSettingDefinition>;

function idRequirement(
  property: 'workspaceId' | 'storageAccountId' | 'eventHubAuthorizationRuleId',
  shape: ResourceIdShape,
): Requirement<Setting> {
  return {
    property,
    refuses: (id) => !isResourceId(id, shape),
    rule: `the id of ${shape.kind} is ${shape.example}`,
    cure: 'Give its id, not its name.',
  };
}

const most = limits.diagnosticSettingsPerResource;

const requirements: readonly Requirement<Setting>[] = [
  {
    property: 'name',
    refuses: misnamed(nameRules.diagnosticSetting),
    rule: nameRules.diagnosticSetting.description,
    cure: "Choose for example 'diagnostics'.",
  },
  {
    property: 'hasDestination',
    refuses: (has) => !has,
    rule: 'a diagnostic setting sends to at least one destination',
    cure: 'Give a workspace, a storageAccount, an eventHub or a partnerSolutionId.',
  },
  idRequirement('workspaceId', resourceIdShapes.logAnalyticsWorkspace),
  idRequirement('storageAccountId', resourceIdShapes.storageAccount),
  idRequirement('eventHubAuthorizationRuleId', resourceIdShapes.eventHubAuthorizationRule),
  {
    property: 'logs',
    refuses: (logs, { metrics }) => logs.length === 0 && metrics === false,
    rule: 'a diagnostic setting sends something, and metrics are not sent',
    cure: 'Name a category of logs, or set metrics to true.',
  },
  {
    property: 'logs',
    refuses: (logs) => new Set(logs).size < logs.length,
    rule: 'a diagnostic setting names each category once',
    cure: 'Take out what is there twice.',
  },
  {
    property: 'count',
    refuses: (count) => count > most,
    rule: `a namespace has at most ${most} diagnostic settings`,
    cure: 'Send to several destinations by one setting: one of each kind.',
  },
];

/** What Azure would refuse in a diagnostic setting of such a namespace. Absent properties are not judged. */
export function diagnosticSettingProblems(setting: Setting, namespace: NamespaceTraits): readonly Problem[] {
  return [...problemsOf(setting, requirements), ...categoryProblems(setting.logs, namespace)];
}

function categoryProblems(logs: readonly string[] = [], { sku }: NamespaceTraits): readonly Problem[] {
  return logs.flatMap((value, index): readonly Problem[] => {
    const category = findLogCategory(value);
    const property = `logs[${index}]`;
    if (category === undefined) {
      const rule = `the categories of a namespace's logs are ${listOf(Object.keys(logCategories))}`;
      return [{ property, value, rule, cure: 'Choose one of them, spelled so.' }];
    }
    if (sku === undefined || category.tiers === undefined || category.tiers.includes(sku)) return [];
    const rule = `${sku} has no entries of that category`;
    return [
      { property, value, rule, cure: `Leave it out, or choose the tier ${listOf(category.tiers)}.`, taken: true },
    ];
  });
}
