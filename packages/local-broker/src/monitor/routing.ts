import type { Routing, Routings, RuleVerdict } from '@ams/monitor-api';

import { headerSizeExceeded } from '../engine/dead-letter.js';
import type { Subscription, Topic } from '../engine/entities.js';
import type { BrokerMessage } from '../engine/message.js';
import { type RecentMessage, refusals } from '../engine/recent-messages.js';
import { filterEvaluationFailed } from '../engine/rule-copies.js';
import type { PropertyName } from '../message/encoded-message.js';
import { asFiltered } from '../message/filtered-message.js';
import { type CompiledRule, type FilteredMessage, type RuleExplanation, ruleExplainer } from '../filters/index.js';

/** Which of a topic's messages are asked for. */
export interface WantedMessages {
  readonly messageId?: string | undefined;
  /** Number in the topic: what the copies have as their enqueued sequence number. */
  readonly sequenceNumber?: string | undefined;
  readonly limit: number;
}

/** What became of the latest messages of a topic, by the rules that each of them met, the newest first. */
export function routingsOf(topic: Topic, wanted: WantedMessages): Routings {
  const explain = new RuleExplainers();
  const routings: Routing[] = [];
  for (const recent of topic.recent.newestFirst()) {
    if (routings.length === wanted.limit) break;
    if (isWanted(recent.message, wanted)) routings.push(routingOf(topic, recent, explain));
  }
  return { topic: topic.path, remembered: topic.recent.length, routings };
}

/** What one subscription made, or would make, of a message. */
export interface Decision {
  readonly subscription: string;
  readonly rules: readonly CompiledRule[];
  /** Number of the copy, or one of {@link refusals}. */
  readonly outcome: number;
}

/** Explains rules to people; each is read once, however many messages it is explained for. */
export class RuleExplainers {
  readonly #explainers = new Map<CompiledRule, (message: FilteredMessage) => RuleExplanation>();

  verdictOf(rule: CompiledRule, message: FilteredMessage): RuleVerdict {
    let explain = this.#explainers.get(rule);
    if (explain === undefined) {
      explain = ruleExplainer(rule);
      this.#explainers.set(rule, explain);
    }
    const { failure, reasons, ...verdict } = explain(message);
    return {
      ...verdict,
      reasons: failure === null ? [...reasons] : [...reasons, `the rule cannot be evaluated: ${failure}`],
    };
  }
}

/** The part of a routing that is about one subscription. */
export function explainDecision(
  { subscription, rules, outcome }: Decision,
  message: FilteredMessage,
  explain: RuleExplainers,
): Routing['subscriptions'][number] {
  const deadLettered = deadLetterReasons.get(outcome);
  return {
    subscription,
    taken: outcome > 0,
    sequenceNumber: outcome > 0 ? String(outcome) : null,
    ...(deadLettered !== undefined && { deadLettered }),
    rules: rules.map((rule) => explain.verdictOf(rule, message)),
  };
}

/** A field of a message as text; null where it is missing. */
export function textOf({ content }: BrokerMessage, name: PropertyName): string | null {
  const value = content.property(name);
  return value === undefined || value === null ? null : String(value);
}

const deadLetterReasons: ReadonlyMap<number, string | undefined> = new Map([
  [refusals.filterFailed, filterEvaluationFailed],
  [refusals.headerTooLarge, headerSizeExceeded.reason],
]);

function routingOf(topic: Topic, recent: RecentMessage<Subscription>, explain: RuleExplainers): Routing {
  const { message, subscriptions, place } = recent;
  const seen = asFiltered(message);
  return {
    at: message.enqueuedTime,
    topic: topic.path,
    messageId: textOf(message, 'messageId'),
    subject: textOf(message, 'subject'),
    subscriptions: subscriptions.map(({ definition, recentDecisions }) => {
      const decision = {
        subscription: definition.name,
        rules: recentDecisions.rulesAt(place),
        outcome: recentDecisions.outcomeAt(place),
      };
      return explainDecision(decision, seen, explain);
    }),
  };
}

function isWanted(message: BrokerMessage, { messageId, sequenceNumber }: WantedMessages): boolean {
  if (messageId !== undefined && textOf(message, 'messageId') !== messageId) return false;
  const number = message.enqueuedSequenceNumber ?? message.sequenceNumber;
  return sequenceNumber === undefined || String(number) === sequenceNumber;
}
