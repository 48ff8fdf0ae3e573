/**
 * What Azure Service Bus and Azure Monitor allow, whatever the tier; what depends on the tier is in `tiers`.
 * Durations are ISO 8601 text, both ends of a range are allowed.
 *
 * Sources: "Service Bus quotas" and "Naming rules and restrictions for Azure resources" (learn.microsoft.com),
 * "Diagnostic settings in Azure Monitor", AdministrationClientConstants of Microsoft's .NET client, the REST API of
 * autoscale settings, the validation of the azurerm provider 4.x.
 */
export const limits = {
  /** Characters of a message id. */
  messageIdLength: 128,
  /** Characters of a session id, and of a reply-to session id. */
  sessionIdLength: 128,
  /** Characters of a partition key. */
  partitionKeyLength: 128,
  /** Bytes of one application property. */
  propertySizeInBytes: 32 * 1024,
  /** Bytes of the header and all properties of a message together. */
  headerSizeInBytes: 64 * 1024,

  /** How long a peek-lock can last before it has to be renewed. */
  lockDuration: { minimum: 'PT5S', maximum: 'PT5M' },
  /** Deliveries before a message is dead-lettered. Azure takes any 32-bit count; beyond 2,000 it helps nobody. */
  maxDeliveryCount: { minimum: 1, maximum: 2_147_483_647, advisedMaximum: 2000 },
  /** Shortest time to live that an entity can set for its messages. */
  minimumTimeToLive: 'PT1S',
  /** How far back duplicates are recognized. */
  duplicateDetectionWindow: { minimum: 'PT20S', maximum: 'P7D' },
  /** Shortest idle time after which an entity can delete itself. */
  minimumAutoDeleteOnIdle: 'PT5M',

  /** Characters of the note that an entity carries for its owner. */
  userMetadataLength: { minimum: 0, maximum: 1024 },

  /** Partitions that Basic and Standard cut a partitioned queue or topic into. */
  entityPartitions: 16,
  /** Queues, topics and subscriptions a message may be forwarded through before it is dead-lettered. */
  forwardHops: 4,

  /** Shared access policies on one namespace, queue or topic. */
  authorizationRules: 12,
  /** Subscriptions of one topic. */
  subscriptionsPerTopic: 2000,
  /** Rules with SQL filters of one topic, over all its subscriptions. */
  sqlFiltersPerTopic: 2000,
  /** Rules with correlation filters of one topic, over all its subscriptions. */
  correlationFiltersPerTopic: 100_000,
  /** Queues and topics in one namespace. */
  entitiesPerNamespace: 10_000,
  /** Partitioned queues and topics in one namespace of Basic or Standard. */
  partitionedEntitiesPerNamespace: 100,
  /** Connections to one namespace. */
  connections: 5000,

  /** Credits that operations cost on tiers that are throttled. */
  operationCredits: {
    /** Sending or receiving a message, or asking for messages. */
    dataOperation: 1,
    /** Asking for entities or rules, or changing them. */
    managementOperation: 10,
    /** Comparing a message with one filter of a topic. */
    filterEvaluation: 1,
  },

  /** Characters of a SQL filter's condition, or of a SQL action's statements. */
  sqlExpressionLength: { minimum: 1, maximum: 1024 },

  /** How long a client that names no time waits for a session with messages. */
  sessionWait: 'PT1M',

  /** Messages that one peek returns. */
  peekCount: 250,
  /** Messages of one transaction. */
  transactionMessages: 100,
  /** Time from a transaction's first operation to its end. */
  transactionDuration: 'PT2M',

  /** Addresses, ranges and subnets that a namespace's network rules let in. */
  networkRules: 128,
  /** Characters of what is said to the owner who has to approve a private endpoint. */
  privateEndpointRequestLength: { minimum: 1, maximum: 140 },
  /** Characters of the note on a management lock. */
  managementLockNotesLength: { minimum: 0, maximum: 512 },

  /** Tags of one resource: how many, and the characters of a name and a value. */
  tags: { count: 50, nameLength: 512, valueLength: 256 },

  /** Characters of an action group's short name, which stands as sender in text messages. */
  actionGroupShortNameLength: { minimum: 1, maximum: 12 },
  /** Characters of an address that alerts are mailed to. */
  alertEmailAddressLength: { minimum: 1, maximum: 64 },
  /** Receivers of one action group, by kind. Secure webhooks, which carry a token, count apart from plain ones. */
  actionGroupReceivers: {
    email: 1000,
    sms: 10,
    voice: 10,
    webhook: 10,
    secureWebhook: 10,
    azureAppPush: 10,
    logicApp: 10,
    eventHub: 10,
    armRole: 10,
  },
  /** Severity of a metric alert: 0 is critical, 4 verbose. */
  alertSeverity: { minimum: 0, maximum: 4 },
  /** How often a metric alert can be evaluated. */
  alertFrequencies: ['PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H'],
  /** Spans of time that a metric alert can look at. */
  alertWindows: ['PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H', 'PT6H', 'PT12H', 'P1D'],
  /** Criteria of one metric alert. */
  alertCriteria: 5,
  /** How often an alert with a dynamic threshold can be evaluated, and the spans of time that it can look at. */
  dynamicAlertPeriods: ['PT5M', 'PT15M', 'PT30M', 'PT1H'],
  /** Action groups that one alert can call. */
  alertActionGroups: 5,

  /** Time after a change of messaging units in which autoscale waits for its effect. */
  autoscaleCooldown: { minimum: 'PT1M', maximum: 'P7D' },
  /** Span of time over which autoscale looks at a metric. */
  autoscaleWindow: { minimum: 'PT5M', maximum: 'PT12H' },
  /** Diagnostic settings of one resource. */
  diagnosticSettingsPerResource: 5,
} as const;
