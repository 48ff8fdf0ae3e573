import type { AuthorizationRule, RuleProperties } from '@azure/service-bus';

import type { EntityDetail, EntitySummary } from '../../api/index.js';
import type { DescribedEntity } from './entity-summary.js';
import { ruleViewOf } from './rule-view.js';

/** What is told elsewhere, or is never told. */
const notSettings: ReadonlySet<string> = new Set(['name', 'topicName', 'subscriptionName', 'authorizationRules']);

/** An entity with its settings, rules and access rules. Keys stay behind. */
export function detailOf(
  { settings, runtime }: DescribedEntity,
  summary: EntitySummary,
  rules: readonly RuleProperties[],
): EntityDetail {
  return {
    ...summary,
    settings: settingsOf(settings),
    rules: rules.map(ruleViewOf),
    access: 'authorizationRules' in settings ? (settings.authorizationRules ?? []).map(accessOf) : [],
    createdAt: runtime.createdAt.toISOString(),
    accessedAt: runtime.accessedAt.toISOString(),
  };
}

function settingsOf(settings: object): EntityDetail['settings'] {
  return Object.entries(settings).flatMap(([name, value]: [string, unknown]): EntityDetail['settings'] => {
    if (notSettings.has(name)) return [];
    if (value === undefined || value === null || value === '') return [{ name, value: null }];
    return isScalar(value) ? [{ name, value }] : [];
  });
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function accessOf({ keyName, accessRights = [] }: AuthorizationRule): EntityDetail['access'][number] {
  return { name: keyName, claims: [...accessRights].sort() };
}
