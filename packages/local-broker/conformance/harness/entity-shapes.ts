import type { CreateQueueOptions, CreateSubscriptionOptions, CreateTopicOptions } from '@azure/service-bus';

/** A claim that a shared access key carries. */
export type AccessRight = 'Listen' | 'Send' | 'Manage';

/** What a queue and a topic can be asked for here beside Azure's own options. */
interface Sendable {
  /** Shared access policies: their claims, by the name of the policy. */
  readonly keys?: Readonly<Record<string, readonly AccessRight[]>>;
}

/** The forwarding of a shape names another entity of the same case. A target stands before what forwards to it. */
export type QueueShape = Omit<CreateQueueOptions, 'authorizationRules'> & Sendable;

export type SubscriptionShape = CreateSubscriptionOptions;

export type TopicShape = Omit<CreateTopicOptions, 'authorizationRules'> &
  Sendable & { readonly subscriptions?: Readonly<Record<string, SubscriptionShape>> };

/** The entities that one case needs, by the name that the case calls them. */
export interface EntityShapes {
  readonly queues?: Readonly<Record<string, QueueShape>>;
  readonly topics?: Readonly<Record<string, TopicShape>>;
}

/** The names that a case may ask for. */
export type EntityKey<S extends EntityShapes> = Extract<keyof S['queues'] | keyof S['topics'], string>;
