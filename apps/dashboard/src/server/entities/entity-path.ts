/** A queue or topic, or a subscription of a topic. */
export interface EntityAddress {
  /** Name of the queue or topic. */
  readonly entity: string;
  readonly subscription?: string;
}

/** Path of a subscription as the broker writes it: `events/Subscriptions/billing`. */
export function subscriptionPath(topic: string, subscription: string): string {
  return `${topic}/Subscriptions/${subscription}`;
}

/** Reads a path: names may have slashes, that of a subscription has none. */
export function addressOf(path: string): EntityAddress {
  const [, topic, subscription] = /^(.+)\/subscriptions\/([^/]+)$/i.exec(path) ?? [];
  return topic === undefined || subscription === undefined ? { entity: path } : { entity: topic, subscription };
}

/** Service Bus takes names in any case for the same. */
export function isSamePath(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
