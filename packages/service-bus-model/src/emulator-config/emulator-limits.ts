/**
 * What Microsoft's Service Bus emulator allows. Durations are ISO 8601 text, both ends of a range are allowed.
 *
 * Sources: "Overview of the Azure Service Bus emulator" (learn.microsoft.com) and the schema of its configuration,
 * `Config-schema.json` in Azure/azure-service-bus-emulator-installer.
 */
export const emulatorLimits = {
  /** The one name that its one namespace can have. */
  namespaceName: 'sbemulatorns',
  /** Names of entities, subscriptions and rules. */
  namePattern: /^[A-Za-z0-9](?:[\w\-./]*[A-Za-z0-9])?$/,
  /** Queues and topics together. */
  entities: 50,
  subscriptionsPerTopic: 50,
  /** Rules of one topic, over all its subscriptions. */
  rulesPerTopic: 1000,
  timeToLive: { minimum: 'PT5M', maximum: 'PT1H' },
  duplicateDetectionWindow: { minimum: 'PT5S', maximum: 'PT5M' },
  queueLockDuration: { minimum: 'PT5S', maximum: 'PT5M' },
  subscriptionLockDuration: { minimum: 'PT1M', maximum: 'PT5M' },
  maxDeliveryCount: { minimum: 1, maximum: 10 },
  messageSizeInKilobytes: 256,
  /** Size of a queue or topic. */
  entitySizeInMegabytes: 100,
} as const;

/** What the emulator takes for a property that its configuration leaves out, where Azure takes something else. */
export const emulatorDefaults = {
  defaultMessageTimeToLive: 'PT1H',
  duplicateDetectionHistoryTimeWindow: 'PT20S',
  maxDeliveryCount: 3,
} as const;
