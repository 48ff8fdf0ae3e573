/** Terraform's types of the resources that hold messages, or hold those that do. A deleted one takes its messages along. */
export const entityResourceTypes: readonly string[] = [
  'azurerm_servicebus_namespace',
  'azurerm_servicebus_queue',
  'azurerm_servicebus_topic',
  'azurerm_servicebus_subscription',
];

type Attributes = Readonly<Record<string, unknown>>;

/** A change of an argument that Azure takes only in a new resource. */
export interface ReplacingChange {
  /** The argument, as Terraform spells it. */
  readonly argument: string;
  readonly before: unknown;
  readonly after: unknown;
}

interface ReplacingArgument {
  readonly argument: string;
  readonly read: (attributes: Attributes) => unknown;
  readonly replaces?: (before: unknown, after: unknown) => boolean;
}

/** An argument of which every change replaces the resource; where it is not given it has the default. */
const fixed = (argument: string, fallback?: unknown): ReplacingArgument => ({
  argument,
  read: (attributes) => attributes[argument] ?? fallback,
});

const customerManagedKey = (attributes: Attributes): Attributes | undefined => {
  const block: unknown = attributes['customer_managed_key'];
  const first: unknown = Array.isArray(block) ? block[0] : block;
  return typeof first === 'object' && first !== null ? (first as Attributes) : undefined;
};

const regionName = (region: unknown) => String(region).replaceAll(' ', '').toLowerCase();

/**
 * The arguments that cannot be changed in place.
 *
 * Source: the azurerm provider 4.x, the arguments marked ForceNew and the namespace's own comparison of tiers.
 */
const replacingArguments: Readonly<Record<string, readonly ReplacingArgument[]>> = {
  azurerm_servicebus_namespace: [
    fixed('name'),
    fixed('resource_group_name'),
    { ...fixed('location'), replaces: (before, after) => regionName(before) !== regionName(after) },
    // Basic and Standard become each other; Premium runs on machines of its own.
    { ...fixed('sku'), replaces: (before, after) => (before === 'Premium') !== (after === 'Premium') },
    fixed('premium_messaging_partitions', 0),
    {
      argument: 'customer_managed_key',
      read: (attributes) => (customerManagedKey(attributes) === undefined ? 'none' : 'a key'),
      replaces: (before) => before === 'a key',
    },
    {
      argument: 'customer_managed_key.infrastructure_encryption_enabled',
      read: (attributes) => customerManagedKey(attributes)?.['infrastructure_encryption_enabled'] ?? false,
    },
  ],
  azurerm_servicebus_queue: [
    fixed('name'),
    fixed('namespace_id'),
    fixed('partitioning_enabled', false),
    fixed('requires_session', false),
    fixed('requires_duplicate_detection', false),
  ],
  azurerm_servicebus_topic: [
    fixed('name'),
    fixed('namespace_id'),
    fixed('partitioning_enabled', false),
    fixed('requires_duplicate_detection', false),
  ],
  azurerm_servicebus_subscription: [
    fixed('name'),
    fixed('topic_id'),
    fixed('requires_session', false),
    fixed('client_scoped_subscription_enabled', false),
  ],
};

/**
 * The changes between two versions of a resource's arguments for which Terraform deletes it and makes a new one. A
 * value that one version has as an expression and the other as text is not judged.
 * @param type Terraform's type, `azurerm_servicebus_queue`; types that hold no messages have no such changes
 */
export function replacingChanges(type: string, earlier: Attributes, later: Attributes): readonly ReplacingChange[] {
  return (replacingArguments[type] ?? []).flatMap(({ argument, read, replaces = differ }) => {
    const [before, after] = [read(earlier), read(later)];
    if (before === undefined || after === undefined || isExpression(before) !== isExpression(after)) return [];
    return before !== after && replaces(before, after) ? [{ argument, before, after }] : [];
  });
}

const differ = (before: unknown, after: unknown) => before !== after;

const isExpression = (value: unknown) => typeof value === 'string' && value.includes('${');
