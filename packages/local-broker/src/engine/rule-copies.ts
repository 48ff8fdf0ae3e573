import type { CompiledRule } from '../filters/index.js';
import type { EncodedMessage } from '../message/encoded-message.js';
import { asFiltered, withPropertyChanges } from '../message/filtered-message.js';
import type { BrokerMessage } from './message.js';

/** The reason of a dead letter that a rule could not be evaluated for (Azure's word). */
export const filterEvaluationFailed = 'FilterEvaluationException';

/**
 * The copies of a topic's message that the rules of a subscription let through: one for all rules without an action
 * together, and one for each rule with an action (Azure's rule).
 *
 * @throws FilterEvaluationError when a rule that has to be asked cannot be evaluated.
 */
export function copiesOf(message: BrokerMessage, rules: readonly CompiledRule[]): readonly EncodedMessage[] {
  const { content } = message;
  const seen = asFiltered(message);
  const copies: EncodedMessage[] = [];
  if (rules.some((rule) => rule.changes === undefined && rule.matches(seen))) copies.push(content);
  for (const rule of rules) {
    if (rule.changes && rule.matches(seen)) copies.push(withPropertyChanges(content, rule.changes(seen)));
  }
  return copies;
}
