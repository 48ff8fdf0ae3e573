import type { ServiceBusAdministrationClient } from '@azure/service-bus';

import type { EntityDetail, EntitySummary } from '../../api/index.js';
import { ProblemError } from '../problem.js';
import { detailOf } from './entity-detail.js';
import { isSamePath, subscriptionPath } from './entity-path.js';
import { summaryOf, type DescribedEntity } from './entity-summary.js';

/** Deferred messages of each entity by its path in lower case, from where they are counted. */
export type DeferredCounts = () => Promise<ReadonlyMap<string, number>>;

/** What of an entity stays the same. */
export type EntityIdentity = Pick<EntitySummary, 'path' | 'kind' | 'name' | 'topic' | 'requiresSession'>;

/** Milliseconds for which what an entity is is taken to stay. */
const knownFor = 10_000;

const noCounts: DeferredCounts = async () => new Map();

/** The queues, topics and subscriptions of the namespace, by its administration API. */
export class Entities {
  readonly #administration: ServiceBusAdministrationClient;
  readonly #deferredCounts: DeferredCounts;
  #known: readonly EntitySummary[] = [];
  #knownAt = -Infinity;

  /** @param deferredCounts default: nothing counts them, as on Azure */
  constructor(administration: ServiceBusAdministrationClient, deferredCounts: DeferredCounts = noCounts) {
    this.#administration = administration;
    this.#deferredCounts = deferredCounts;
  }

  /** All of them, sorted by name: queues, then topics, each before its subscriptions. */
  async list(): Promise<readonly EntitySummary[]> {
    const [described, deferred] = await Promise.all([this.describe(), this.#deferredCounts()]);
    this.#known = described.map((each) => this.#summary(each, deferred));
    this.#knownAt = performance.now();
    return this.#known;
  }

  /**
   * One of them.
   *
   * @throws ProblemError 404 with the names of those that there are
   */
  async find(path: string): Promise<EntitySummary> {
    const all = await this.list();
    return all.find((each) => isSamePath(each.path, path)) ?? unknown(path, all);
  }

  /**
   * What an entity is, without its counts: many requests ask for that, and it seldom changes.
   *
   * @throws ProblemError 404
   */
  async locate(path: string): Promise<EntityIdentity> {
    const isFresh = performance.now() - this.#knownAt < knownFor;
    return (isFresh && this.#known.find((each) => isSamePath(each.path, path))) || this.find(path);
  }

  /** @throws ProblemError 404 */
  async detail(path: string): Promise<EntityDetail> {
    const [all, deferred] = await Promise.all([this.describe(), this.#deferredCounts()]);
    const summaries = all.map((each) => this.#summary(each, deferred));
    const index = summaries.findIndex((each) => isSamePath(each.path, path));
    const [described, summary] = [all[index], summaries[index]];
    if (described === undefined || summary === undefined) return unknown(path, summaries);
    const rules = described.kind === 'subscription' ? await this.rules(described.settings) : [];
    return detailOf(described, summary, rules);
  }

  /** All of them as the administration client has them. */
  async describe(): Promise<readonly DescribedEntity[]> {
    const [queues, topics] = await Promise.all([this.#queues(), this.#topics()]);
    const subscriptions = await Promise.all(topics.map(({ settings }) => this.#subscriptions(settings.name)));
    return [...queues, ...topics.flatMap((topic, index) => [topic, ...(subscriptions[index] ?? [])])];
  }

  #summary(described: DescribedEntity, deferred: ReadonlyMap<string, number>): EntitySummary {
    const { path } = summaryOf(described, null);
    return summaryOf(described, deferred.get(path.toLowerCase()) ?? null);
  }

  async #queues(): Promise<readonly DescribedEntity[]> {
    const [settings, runtimes] = await Promise.all([
      all(this.#administration.listQueues()),
      all(this.#administration.listQueuesRuntimeProperties()),
    ]);
    const runtimeOf = new Map(runtimes.map((runtime) => [runtime.name, runtime]));
    return settings.sort(byName).flatMap((each) => {
      const runtime = runtimeOf.get(each.name);
      return runtime === undefined ? [] : [{ kind: 'queue', settings: each, runtime } as const];
    });
  }

  async #topics(): Promise<readonly Extract<DescribedEntity, { kind: 'topic' }>[]> {
    const [settings, runtimes] = await Promise.all([
      all(this.#administration.listTopics()),
      all(this.#administration.listTopicsRuntimeProperties()),
    ]);
    const runtimeOf = new Map(runtimes.map((runtime) => [runtime.name, runtime]));
    return settings.sort(byName).flatMap((each) => {
      const runtime = runtimeOf.get(each.name);
      return runtime === undefined ? [] : [{ kind: 'topic', settings: each, runtime } as const];
    });
  }

  async #subscriptions(topic: string): Promise<readonly DescribedEntity[]> {
    const [settings, runtimes] = await Promise.all([
      all(this.#administration.listSubscriptions(topic)),
      all(this.#administration.listSubscriptionsRuntimeProperties(topic)),
    ]);
    const pathOf = (each: { readonly subscriptionName: string }) => subscriptionPath(topic, each.subscriptionName);
    const runtimeOf = new Map(runtimes.map((runtime) => [pathOf(runtime), runtime]));
    return settings
      .sort((one, other) => compare(one.subscriptionName, other.subscriptionName))
      .flatMap((each) => {
        const runtime = runtimeOf.get(pathOf(each));
        return runtime === undefined ? [] : [{ kind: 'subscription', settings: each, runtime } as const];
      });
  }

  /** Rules of a subscription. */
  rules({ topicName, subscriptionName }: { readonly topicName: string; readonly subscriptionName: string }) {
    return all(this.#administration.listRules(topicName, subscriptionName));
  }
}

function unknown(path: string, all: readonly EntitySummary[]): never {
  const paths = all.map((each) => each.path).slice(0, 50);
  throw new ProblemError(
    'unknown-entity',
    404,
    `The namespace has no "${path}". It has ${paths.length === 0 ? 'no entities' : paths.join(', ')}.`,
  );
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return compare(one.name, other.name);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
