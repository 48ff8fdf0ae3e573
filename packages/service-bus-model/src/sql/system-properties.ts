/**
 * The properties that `sys.` reaches: those of the message that a client sets and those that the broker adds.
 * [Microsoft: Messages, payloads, and serialization; ServiceBusMessage and ServiceBusReceivedMessage]
 */
export type SystemPropertyName =
  | 'contentType'
  | 'correlationId'
  | 'deadLetterSource'
  | 'deliveryCount'
  | 'enqueuedSequenceNumber'
  | 'enqueuedTimeUtc'
  | 'expiresAtUtc'
  | 'label'
  | 'lockedUntilUtc'
  | 'lockToken'
  | 'messageId'
  | 'partitionKey'
  | 'replyTo'
  | 'replyToSessionId'
  | 'scheduledEnqueueTimeUtc'
  | 'sequenceNumber'
  | 'sessionId'
  | 'size'
  | 'state'
  | 'timeToLive'
  | 'to'
  | 'viaPartitionKey';

/** What an action may put into a system property; `none` for those that are the broker's own. */
export type SystemPropertyAssignment = 'text' | 'date' | 'none';

interface SystemProperty {
  readonly name: SystemPropertyName;
  readonly assignment: SystemPropertyAssignment;
  /** Names of the same property in other versions of the SDK. */
  readonly aliases?: readonly string[];
}

const systemProperties: readonly SystemProperty[] = [
  { name: 'contentType', assignment: 'text' },
  { name: 'correlationId', assignment: 'text' },
  { name: 'deadLetterSource', assignment: 'none' },
  { name: 'deliveryCount', assignment: 'none' },
  { name: 'enqueuedSequenceNumber', assignment: 'none' },
  { name: 'enqueuedTimeUtc', assignment: 'none', aliases: ['enqueuedTime'] },
  { name: 'expiresAtUtc', assignment: 'none', aliases: ['expiresAt'] },
  { name: 'label', assignment: 'text', aliases: ['subject'] },
  { name: 'lockedUntilUtc', assignment: 'none', aliases: ['lockedUntil'] },
  { name: 'lockToken', assignment: 'none' },
  { name: 'messageId', assignment: 'text' },
  { name: 'partitionKey', assignment: 'text' },
  { name: 'replyTo', assignment: 'text' },
  { name: 'replyToSessionId', assignment: 'text' },
  { name: 'scheduledEnqueueTimeUtc', assignment: 'date', aliases: ['scheduledEnqueueTime'] },
  { name: 'sequenceNumber', assignment: 'none' },
  { name: 'sessionId', assignment: 'text' },
  { name: 'size', assignment: 'none' },
  { name: 'state', assignment: 'none' },
  { name: 'timeToLive', assignment: 'none' },
  { name: 'to', assignment: 'text' },
  { name: 'viaPartitionKey', assignment: 'text', aliases: ['transactionPartitionKey'] },
];

const byLowerCaseName = new Map(
  systemProperties.flatMap((property) =>
    [property.name, ...(property.aliases ?? [])].map((name) => [name.toLowerCase(), property] as const),
  ),
);

/** Names of all system properties, in alphabetical order, for messages to people. */
export const systemPropertyNames: readonly SystemPropertyName[] = systemProperties.map(({ name }) => name);

/**
 * The system property that `sys.<name>` means, whatever its case; `sys.Subject` is `label`.
 * Undefined when there is none: Azure then fails the evaluation, it does not treat the property as unknown.
 */
export function findSystemProperty(name: string): SystemPropertyName | undefined {
  return byLowerCaseName.get(name.toLowerCase())?.name;
}

/** What an action may put into a system property. */
export function systemPropertyAssignment(name: SystemPropertyName): SystemPropertyAssignment {
  return byLowerCaseName.get(name.toLowerCase())?.assignment ?? 'none';
}
