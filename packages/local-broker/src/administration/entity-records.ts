import type { SubscriptionDefinition, Topology, TopicDefinition } from '@ams/service-bus-model';

import type { EntityTimes } from '../engine/activity.js';
import { type Entity, Topic } from '../engine/entities.js';
import { formatEntityPath } from '../engine/entity-path.js';
import type { Namespace } from '../engine/namespace.js';
import { StoreError } from '../journal/open-journal.js';
import type { EntityRow, Store } from '../journal/store.js';
import { deserializeEntity, serializeEntity, type StoredEntity, type StoredRule } from './stored-entity.js';

/** The queues and topics of a namespace. */
export type Entities = Pick<Topology, 'queues' | 'topics'>;

/**
 * What the entities are, over restarts. The stack says what they are at first. What is made, changed or deleted at run
 * time holds until the stack's own definition of that entity changes; then the stack counts again.
 */
export class EntityRecords {
  readonly #store: Pick<Store, 'recordEntity'>;
  /** What the stack says, by path in lower case. */
  readonly #bases = new Map<string, string>();
  readonly #rows: Map<string, EntityRow>;

  /** @param now milliseconds since the epoch: when the stack's changes take effect. */
  constructor(stack: Entities, store: Pick<Store, 'entities' | 'recordEntity'>, now: number) {
    this.#store = store;
    for (const entity of storedEntitiesOf(stack)) this.#bases.set(entity.path, serializeEntity(entity.stored));
    this.#rows = new Map(store.entities().map((row) => [row.path, row]));
    for (const row of [...this.#rows.values()]) {
      // The stack had it when it was recorded, and has it no more.
      if (row.base !== null && !this.#bases.has(row.path)) this.#put(row.path, undefined);
    }
    for (const [path, base] of this.#bases) {
      const row = this.#rows.get(path);
      if (row?.base === base || this.#isInDeletedTopic(path)) continue;
      const createdAt = row?.definition == null ? now : row.createdAt;
      this.#put(path, { path, base, definition: base, createdAt, updatedAt: now });
    }
    for (const path of [...this.#rows.keys()]) if (this.#isInDeletedTopic(path)) this.#put(path, undefined);
  }

  /**
   * The entities that the namespace has.
   *
   * @throws StoreError when what the store kept of one cannot be read.
   */
  get entities(): Entities {
    const found = [...this.#rows.values()].flatMap(({ path, definition }) =>
      definition === null ? [] : [{ path, stored: read(path, definition) }],
    );
    const subscriptionsOf = (topic: string): readonly SubscriptionDefinition[] => {
      const prefix = subscriptionPrefix(topic);
      return found.flatMap(({ path, stored }) =>
        stored.kind === 'subscription' && path.startsWith(prefix)
          ? [{ ...stored.definition, rules: stored.rules.map(({ definition }) => definition) }]
          : [],
      );
    };
    return {
      queues: found.flatMap(({ stored }) => (stored.kind === 'queue' ? [stored.definition] : [])),
      topics: found.flatMap(({ stored }) =>
        stored.kind === 'topic'
          ? [{ ...stored.definition, subscriptions: subscriptionsOf(stored.definition.name) }]
          : [],
      ),
    };
  }

  /** Gives the entities the times that were kept of them, and their rules too. */
  restoreTimes(namespace: Namespace): void {
    const restore = (entity: Entity): void => {
      entity.activity.times = this.#timesOf(entity.path) ?? entity.activity.times;
    };
    for (const entity of namespace.sendables) {
      restore(entity);
      if (!(entity instanceof Topic)) continue;
      for (const subscription of entity.subscriptions.values()) {
        restore(subscription);
        subscription.rules.restoreTimes(this.#ruleTimesOf(subscription.path), subscription.activity.times.createdAt);
      }
    }
  }

  /** Keeps what an entity is now. */
  record(path: string, stored: StoredEntity, { createdAt, updatedAt }: EntityTimes): void {
    const key = path.toLowerCase();
    const base = this.#bases.get(key) ?? null;
    this.#put(key, { path: key, base, definition: serializeEntity(stored), createdAt, updatedAt });
    if (stored.kind !== 'topic') return;
    // A topic that is made anew has none of the subscriptions that the stack gave the one before it.
    for (const subscription of this.#bases.keys()) {
      if (subscription.startsWith(subscriptionPrefix(key)) && !this.#rows.has(subscription)) {
        this.forget(subscription, createdAt);
      }
    }
  }

  /** The entity was deleted, and all that is in it. */
  forget(path: string, now: number): void {
    const key = path.toLowerCase();
    for (const row of this.#rows.keys()) if (row.startsWith(subscriptionPrefix(key))) this.#put(row, undefined);
    const base = this.#bases.get(key);
    this.#put(
      key,
      base === undefined ? undefined : { path: key, base, definition: null, createdAt: now, updatedAt: now },
    );
  }

  /** When the entity at that path was made and changed. */
  #timesOf(path: string): EntityTimes | undefined {
    const row = this.#rows.get(path.toLowerCase());
    return row && { createdAt: row.createdAt, updatedAt: row.updatedAt };
  }

  /** When the rules of a subscription were made, by name; those that are missing are as old as the subscription. */
  #ruleTimesOf(path: string): ReadonlyMap<string, number> {
    const definition = this.#rows.get(path.toLowerCase())?.definition;
    const stored = definition == null ? undefined : read(path, definition);
    const rules: readonly StoredRule[] = stored?.kind === 'subscription' ? stored.rules : [];
    return new Map(
      rules.flatMap(({ definition: { name }, createdAt }) => (createdAt === undefined ? [] : [[name, createdAt]])),
    );
  }

  /** Whether it is a subscription whose topic is not there. */
  #isInDeletedTopic(path: string): boolean {
    const [, topic] = /^(.+)\/subscriptions\/[^/]+$/.exec(path) ?? [];
    return topic !== undefined && this.#rows.get(topic)?.definition == null;
  }

  #put(path: string, row: EntityRow | undefined): void {
    if (row) this.#rows.set(path, row);
    else this.#rows.delete(path);
    this.#store.recordEntity(path, row);
  }
}

function read(path: string, definition: string): StoredEntity {
  try {
    return deserializeEntity(definition);
  } catch (error) {
    throw new StoreError(
      `What the journal says of '${path}' cannot be read: ${error instanceof Error ? error.message : String(error)}. ` +
        'Restore a copy of the journal, or move it away to start empty.',
    );
  }
}

function subscriptionPrefix(topic: string): string {
  return `${topic.toLowerCase()}/subscriptions/`;
}

function storedEntitiesOf({ queues, topics }: Entities): readonly { path: string; stored: StoredEntity }[] {
  return [
    ...queues.map((definition) => ({
      path: definition.name.toLowerCase(),
      stored: { kind: 'queue' as const, definition },
    })),
    ...topics.flatMap(({ subscriptions, ...definition }: TopicDefinition) => [
      { path: definition.name.toLowerCase(), stored: { kind: 'topic' as const, definition } },
      ...subscriptions.map(({ rules, ...subscription }) => ({
        path: formatEntityPath({ entity: definition.name, subscription: subscription.name }).toLowerCase(),
        stored: {
          kind: 'subscription' as const,
          definition: subscription,
          rules: rules.map((rule) => ({ definition: rule })),
        },
      })),
    ]),
  ];
}
