export type { SystemPropertyName } from '@ams/service-bus-model';
export { type RuleExplanation, ruleExplainer } from './explain-rule.js';
export { FilterEvaluationError } from './filter-evaluation-error.js';
export type { FilteredMessage, FilterValue, PropertyChange } from './filtered-message.js';
export { compileRule, type CompiledRule } from './rule.js';
