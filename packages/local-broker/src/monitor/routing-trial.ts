import type { Routing, TrialMessage } from '@ams/monitor-api';
import rhea from 'rhea';

import type { Subscription, Topic } from '../engine/entities.js';
import { type BrokerMessage, newMessage } from '../engine/message.js';
import { hasLargeHeader } from '../engine/message-limits.js';
import { refusals } from '../engine/recent-messages.js';
import { copiesOf } from '../engine/rule-copies.js';
import { FilterEvaluationError } from '../filters/index.js';
import { EncodedMessage } from '../message/encoded-message.js';
import { asFiltered } from '../message/filtered-message.js';
import { explainDecision, RuleExplainers } from './routing.js';

/** A copy that nobody gets has no number; any above 0 says that the subscription would take one. */
const someNumber = 1;

/**
 * Tries the rules of a topic's subscriptions, as they are now, on a message that is not sent.
 *
 * @param now milliseconds since the epoch.
 * @throws BrokerError `amqp:decode-error` for a message that could not be sent.
 */
export function tryRouting(topic: Topic, trial: TrialMessage, now: number): Routing {
  const message = newMessage({ id: 0, queueId: 0, enqueuedTime: now, content: encode(trial) });
  const seen = asFiltered(message);
  const explain = new RuleExplainers();
  return {
    at: null,
    topic: topic.path,
    messageId: trial.messageId ?? null,
    subject: trial.subject ?? null,
    subscriptions: [...topic.subscriptions.values()].map((subscription) => {
      const decision = {
        subscription: subscription.definition.name,
        rules: subscription.rules.compiled,
        outcome: outcomeOf(message, subscription),
      };
      return { ...explainDecision(decision, seen, explain), sequenceNumber: null };
    }),
  };
}

function outcomeOf(message: BrokerMessage, { rules, definition }: Subscription): number {
  try {
    const copies = copiesOf(message, rules.compiled);
    if (copies.length === 0) return refusals.notTaken;
    return copies.every(hasLargeHeader) ? refusals.headerTooLarge : someNumber;
  } catch (error) {
    if (!(error instanceof FilterEvaluationError)) throw error;
    return definition.deadLetteringOnFilterEvaluationError ? refusals.filterFailed : refusals.notTaken;
  }
}

/** As `@azure/service-bus` would put it on the wire: a whole number is an integer, any other a double. */
function encode(trial: TrialMessage): EncodedMessage {
  const { messageId, subject, correlationId, contentType, to, replyTo, sessionId, replyToSessionId } = trial;
  const encoded = rhea.message.encode({
    message_id: messageId,
    subject,
    correlation_id: correlationId,
    content_type: contentType,
    to,
    reply_to: replyTo,
    group_id: sessionId,
    reply_to_group_id: replyToSessionId,
    application_properties: trial.applicationProperties,
    body: null,
  });
  return EncodedMessage.decode(encoded as Buffer);
}
