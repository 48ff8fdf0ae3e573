import type {
  QueueDefinition,
  ReceivableDefinition,
  RuleDefinition,
  SendableDefinition,
  SubscriptionDefinition,
  TopicDefinition,
} from '@ams/service-bus-model';
import { limits, parseDuration, unlimitedMilliseconds } from '@ams/service-bus-model';

import { type CompiledRule, compileRule, FilterEvaluationError } from '../filters/index.js';
import { asFiltered, withPropertyChanges } from '../message/filtered-message.js';
import type { EncodedMessage } from '../message/encoded-message.js';
import { BrokerError } from './errors.js';
import { formatEntityPath } from './entity-path.js';
import type { BrokerMessage } from './message.js';
import type { MessageQueue } from './message-queue.js';
import type { MessageQueueSettings } from './message-queue-settings.js';
import type { PassOn } from './pass-on.js';

/** Makes message queues that the journal knows under their paths. */
export interface MessageQueueFactory {
  create(settings: Omit<MessageQueueSettings, 'id'>): MessageQueue;
  /**
   * @param source path of the entity that forwards, for errors.
   * @param target name of a queue or topic of the namespace, whatever its case.
   */
  forwarding(source: string, target: string): PassOn;
}

/** An entity that senders address: a queue or a topic. */
export interface Sendable {
  readonly path: string;
  readonly definition: SendableDefinition;
  /** Where messages enter: the queue itself, or what holds a topic's scheduled messages. */
  readonly entrance: MessageQueue;
}

/** An entity that receivers address: a queue or a subscription. */
export interface Receivable {
  readonly path: string;
  readonly definition: ReceivableDefinition;
  readonly messages: MessageQueue;
  readonly deadLetters: MessageQueue;
}

export class Queue implements Sendable, Receivable {
  readonly path: string;
  readonly messages: MessageQueue;
  readonly deadLetters: MessageQueue;

  constructor(
    readonly definition: QueueDefinition,
    factory: MessageQueueFactory,
  ) {
    this.path = definition.name;
    const partitions = definition.partitioningEnabled ? limits.entityPartitions : 1;
    const senders = { partitions, timeToLive: Infinity, ...duplicateWindowOf(definition) };
    const made = withDeadLetters(this.path, definition, senders, factory);
    this.messages = made.messages;
    this.deadLetters = made.deadLetters;
  }

  get entrance(): MessageQueue {
    return this.messages;
  }
}

export class Topic implements Sendable {
  readonly path: string;
  readonly entrance: MessageQueue;
  /** By name in lower case. */
  readonly subscriptions: ReadonlyMap<string, Subscription>;

  constructor(
    readonly definition: TopicDefinition,
    factory: MessageQueueFactory,
  ) {
    this.path = definition.name;
    this.entrance = factory.create({
      path: this.path,
      lockDuration: 0,
      maxDeliveryCount: Infinity,
      timeToLive: Infinity,
      deadLettersExpired: false,
      partitions: definition.partitioningEnabled ? limits.entityPartitions : 1,
      passOn: { refusalOf: () => undefined, take: (message) => this.#publish(message) },
      ...duplicateWindowOf(definition),
    });
    this.subscriptions = new Map(
      definition.subscriptions.map((subscription) => [
        subscription.name.toLowerCase(),
        new Subscription(subscription, definition, factory),
      ]),
    );
  }

  #publish(message: BrokerMessage): void {
    for (const subscription of this.subscriptions.values()) subscription.offer(message);
  }
}

export class Subscription implements Receivable {
  readonly path: string;
  readonly messages: MessageQueue;
  readonly deadLetters: MessageQueue;
  readonly #rules: readonly CompiledRule[];

  constructor(
    readonly definition: SubscriptionDefinition,
    topic: TopicDefinition,
    factory: MessageQueueFactory,
  ) {
    this.path = formatEntityPath({ entity: topic.name, subscription: definition.name });
    this.#rules = definition.rules.map((rule) => compile(this.path, rule));
    const partitions = topic.partitioningEnabled ? limits.entityPartitions : 1;
    const senders = { partitions, timeToLive: timeToLiveOf(topic.defaultMessageTimeToLive) };
    const made = withDeadLetters(this.path, definition, senders, factory);
    this.messages = made.messages;
    this.deadLetters = made.deadLetters;
  }

  /**
   * Takes the copies of a topic's message that the rules let through: one for all rules without an action together, and
   * one for each rule with an action (Azure's rule).
   */
  offer(message: BrokerMessage): void {
    for (const copy of this.#copiesOf(message)) this.messages.sendCopy(copy, message);
    this.messages.dispatch();
  }

  #copiesOf(message: BrokerMessage): readonly EncodedMessage[] {
    const { content } = message;
    const seen = asFiltered(message);
    const copies: EncodedMessage[] = [];
    try {
      if (this.#rules.some((rule) => rule.changes === undefined && rule.matches(seen))) copies.push(content);
      for (const rule of this.#rules) {
        if (rule.changes && rule.matches(seen)) copies.push(withPropertyChanges(content, rule.changes(seen)));
      }
    } catch (error) {
      if (!(error instanceof FilterEvaluationError)) throw error;
      if (this.definition.deadLetteringOnFilterEvaluationError) {
        const reason = { reason: 'FilterEvaluationException', description: error.message };
        this.messages.sendDeadLetter(content, reason, message);
      }
      return [];
    }
    return copies;
  }
}

function compile(subscriptionPath: string, rule: RuleDefinition): CompiledRule {
  try {
    return compileRule(rule);
  } catch (error) {
    throw new BrokerError(
      'com.microsoft:argument-error',
      `Rule '${rule.name}' of '${subscriptionPath}': ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function withDeadLetters(
  path: string,
  definition: ReceivableDefinition,
  senders: Pick<MessageQueueSettings, 'partitions' | 'timeToLive' | 'duplicateWindow'>,
  factory: MessageQueueFactory,
): { readonly messages: MessageQueue; readonly deadLetters: MessageQueue } {
  const { forwardTo, forwardDeadLetteredMessagesTo } = definition;
  const lockDuration = parseDuration(definition.lockDuration);
  const deadLetterPath = formatEntityPath({ entity: path, subQueue: 'dead-letter' });
  const deadLetters = factory.create({
    path: deadLetterPath,
    lockDuration,
    maxDeliveryCount: Infinity,
    timeToLive: Infinity,
    deadLettersExpired: false,
    partitions: 1,
    ...(forwardDeadLetteredMessagesTo && { passOn: factory.forwarding(deadLetterPath, forwardDeadLetteredMessagesTo) }),
  });
  const messages = factory.create({
    ...senders,
    path,
    lockDuration,
    maxDeliveryCount: definition.maxDeliveryCount,
    timeToLive: Math.min(timeToLiveOf(definition.defaultMessageTimeToLive), senders.timeToLive),
    deadLettersExpired: definition.deadLetteringOnMessageExpiration,
    deadLetters,
    requiresSession: definition.requiresSession,
    ...(forwardTo && { passOn: factory.forwarding(path, forwardTo) }),
  });
  return { messages, deadLetters };
}

/** Nothing where duplicates are not detected. */
function duplicateWindowOf(definition: SendableDefinition): Pick<MessageQueueSettings, 'duplicateWindow'> {
  if (!definition.requiresDuplicateDetection) return {};
  return { duplicateWindow: parseDuration(definition.duplicateDetectionHistoryTimeWindow) };
}

/** Milliseconds; Infinity for Azure's "never", which is a duration like any other on the wire. */
function timeToLiveOf(duration: string): number {
  const milliseconds = parseDuration(duration);
  return milliseconds >= unlimitedMilliseconds ? Infinity : milliseconds;
}
