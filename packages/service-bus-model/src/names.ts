/** What a name may look like. Apart from the pattern, lengths are in characters and both ends are allowed. */
export interface NameRule {
  readonly pattern: RegExp;
  readonly minimumLength: number;
  readonly maximumLength: number;
  /** Endings that Azure keeps for itself. */
  readonly reservedEndings: readonly string[];
  /** The rule in words, as a clause: "a queue's name …". */
  readonly description: string;
}

const entityPattern = /^[A-Za-z0-9](?:[-A-Za-z0-9._~/]*[A-Za-z0-9])?$/;
const partPattern = /^[A-Za-z0-9](?:[-A-Za-z0-9._]*[A-Za-z0-9])?$/;

/**
 * Azure's rules for names. Names of Service Bus entities are compared without regard to case.
 *
 * Sources: "Naming rules and restrictions for Azure resources" (learn.microsoft.com) and the azurerm provider 4.x.
 */
export const nameRules = {
  resourceGroup: {
    pattern: /^[-\p{L}\p{N}_.()]*[-\p{L}\p{N}_()]$/u,
    minimumLength: 1,
    maximumLength: 90,
    reservedEndings: [],
    description:
      "a resource group's name has 1 to 90 letters, digits, underscores, hyphens, parentheses and periods and does not end in a period",
  },
  namespace: {
    pattern: /^[A-Za-z][-A-Za-z0-9]*[A-Za-z0-9]$/,
    minimumLength: 6,
    maximumLength: 50,
    reservedEndings: ['-sb', '-mgmt'],
    description:
      "a namespace's name has 6 to 50 letters, digits and hyphens, starts with a letter, ends with a letter or digit, and does not end in -sb or -mgmt",
  },
  queue: {
    pattern: entityPattern,
    minimumLength: 1,
    maximumLength: 260,
    reservedEndings: [],
    description: "a queue's name has 1 to 260 letters, digits and . - _ ~ / and starts and ends with a letter or digit",
  },
  topic: {
    pattern: entityPattern,
    minimumLength: 1,
    maximumLength: 260,
    reservedEndings: [],
    description: "a topic's name has 1 to 260 letters, digits and . - _ ~ / and starts and ends with a letter or digit",
  },
  subscription: {
    pattern: partPattern,
    minimumLength: 1,
    maximumLength: 50,
    reservedEndings: [],
    description:
      "a subscription's name has 1 to 50 letters, digits and . - _ and starts and ends with a letter or digit",
  },
  rule: {
    // `$Default` is Azure's own rule; naming it is how its filter is replaced.
    pattern: /^(?:\$Default|[A-Za-z0-9](?:[-A-Za-z0-9._]*[A-Za-z0-9])?)$/,
    minimumLength: 1,
    maximumLength: 50,
    reservedEndings: [],
    description:
      "a rule's name is $Default, or 1 to 50 letters, digits and . - _ that start and end with a letter or digit",
  },
  authorizationRule: {
    pattern: partPattern,
    minimumLength: 1,
    maximumLength: 50,
    reservedEndings: [],
    description:
      "an access rule's name has 1 to 50 letters, digits and . - _ and starts and ends with a letter or digit",
  },
  /** A private endpoint, its connection and its group of DNS zones. */
  privateEndpoint: {
    pattern: /^[A-Za-z0-9](?:[-A-Za-z0-9._]*[A-Za-z0-9_])?$/,
    minimumLength: 1,
    maximumLength: 80,
    reservedEndings: [],
    description:
      "a private endpoint's name has 1 to 80 letters, digits and . - _, starts with a letter or digit, and ends with a letter, digit or underscore",
  },
  /** A link of a private DNS zone to a virtual network. */
  virtualNetworkLink: {
    pattern: /^[A-Za-z0-9](?:[-A-Za-z0-9._]*[A-Za-z0-9_])?$/,
    minimumLength: 1,
    maximumLength: 80,
    reservedEndings: [],
    description:
      "a virtual network link's name has 1 to 80 letters, digits and . - _, starts with a letter or digit, and ends with a letter, digit or underscore",
  },
  managementLock: {
    pattern: /^[-A-Za-z0-9_]+$/,
    minimumLength: 1,
    maximumLength: 259,
    reservedEndings: [],
    description: "a lock's name has 1 to 259 letters, digits and - _",
  },
  actionGroup: {
    pattern: /^[^:<>+/&%\\?|\p{Cc}]*[^:<>+/&%\\?|\p{Cc} .]$/u,
    minimumLength: 1,
    maximumLength: 260,
    reservedEndings: [],
    description:
      "an action group's name has 1 to 260 characters, none of : < > + / & % \\ ? |, and does not end in a space or period",
  },
  logicApp: {
    pattern: /^[-A-Za-z0-9_.()]+$/,
    minimumLength: 1,
    maximumLength: 43,
    reservedEndings: [],
    description: "a Logic App's name has 1 to 43 letters, digits and - _ . ( )",
  },
  metricAlert: {
    pattern: /^[^*#&+:<>?@%{}\\/|\p{Cc}]*[^*#&+:<>?@%{}\\/|\p{Cc} .]$/u,
    minimumLength: 1,
    maximumLength: 260,
    reservedEndings: [],
    description:
      "an alert's name has 1 to 260 characters, none of * # & + : < > ? @ % { } \\ / |, and does not end in a space or period",
  },
  autoscaleSetting: {
    pattern: /^[^:<>+/&%\\?|\p{Cc}]*[^:<>+/&%\\?|\p{Cc} .]$/u,
    minimumLength: 1,
    maximumLength: 260,
    reservedEndings: [],
    description:
      "an autoscale setting's name has 1 to 260 characters, none of : < > + / & % \\ ? |, and does not end in a space or period",
  },
  /** The name that leads to the active one of two paired namespaces. */
  disasterRecoveryAlias: {
    pattern: /^[A-Za-z][-A-Za-z0-9]*[A-Za-z0-9]$/,
    minimumLength: 6,
    maximumLength: 50,
    reservedEndings: [],
    description:
      'an alias has 6 to 50 letters, digits and hyphens, starts with a letter and ends with a letter or digit',
  },
  diagnosticSetting: {
    pattern: /^[^<>*%&:\\?+/\p{Cc}]+$/u,
    minimumLength: 1,
    maximumLength: 260,
    reservedEndings: [],
    description: "a diagnostic setting's name has 1 to 260 characters, none of < > * % & : \\ ? + /",
  },
  portalDashboard: {
    pattern: /^[-A-Za-z0-9]+$/,
    minimumLength: 3,
    maximumLength: 160,
    reservedEndings: [],
    description: "a dashboard's name has 3 to 160 letters, digits and hyphens",
  },
} as const satisfies Record<string, NameRule>;

/** Whether Azure accepts the name. */
export function isValidName(name: string, rule: NameRule): boolean {
  return (
    name.length >= rule.minimumLength &&
    name.length <= rule.maximumLength &&
    rule.pattern.test(name) &&
    !rule.reservedEndings.some((ending) => name.toLowerCase().endsWith(ending))
  );
}
