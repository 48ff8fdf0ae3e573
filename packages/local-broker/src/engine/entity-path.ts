/** Where a client wants to send to, receive from or manage, taken apart. Names keep the client's spelling. */
export interface EntityPath {
  /** Queue or topic. */
  readonly entity: string;
  readonly subscription?: string | undefined;
  readonly subQueue?: 'dead-letter' | 'transfer-dead-letter' | undefined;
  /** Whether the address is the entity's `$management` node. */
  readonly management: boolean;
}

const managementSuffix = '/$management';
const transferDeadLetterSuffix = '/$transfer/$deadletterqueue';
const deadLetterSuffix = '/$deadletterqueue';

/**
 * Takes an address apart: `orders`, `/orders`, `amqps://host/orders`, `events/Subscriptions/billing/$DeadLetterQueue`,
 * `orders/$management`. It reads from the right, because the name of a queue or topic may contain slashes.
 */
export function parseEntityPath(address: string): EntityPath {
  let rest = address.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/^\/+|\/+$/g, '');
  const strip = (suffix: string): boolean => {
    if (!rest.toLowerCase().endsWith(suffix)) return false;
    rest = rest.slice(0, -suffix.length);
    return true;
  };
  const management = strip(managementSuffix);
  const subQueue = strip(transferDeadLetterSuffix)
    ? ('transfer-dead-letter' as const)
    : strip(deadLetterSuffix)
      ? ('dead-letter' as const)
      : undefined;
  const [, entity, subscription] = /^(.+)\/subscriptions\/([^/]+)$/i.exec(rest) ?? [undefined, rest, undefined];
  return { entity: entity as string, subscription, subQueue, management };
}

/** The path of a message queue as Azure spells it, without `$management`. */
export function formatEntityPath({ entity, subscription, subQueue }: Omit<EntityPath, 'management'>): string {
  const holder = subscription === undefined ? entity : `${entity}/Subscriptions/${subscription}`;
  if (subQueue === 'dead-letter') return `${holder}/$DeadLetterQueue`;
  if (subQueue === 'transfer-dead-letter') return `${holder}/$Transfer/$DeadLetterQueue`;
  return holder;
}

/** The address of a node as rights are granted and answers are found by it: in lower case, without the host. */
export function nodePathOf(path: EntityPath): string {
  return `${formatEntityPath(path)}${path.management ? '/$management' : ''}`.toLowerCase();
}
