import type { ReceivableDefinition } from '@ams/service-bus-model';

import { type Entry, formatEntry, formatFeed, readEntry } from '../atom/documents.js';
import type { DescriptionContext } from '../atom/entity-state.js';
import { unreadable } from '../atom/members.js';
import { formatNamespaceInfo } from '../atom/namespace-info.js';
import { pageOf } from '../atom/page.js';
import { formatQueue, readQueue } from '../atom/queue-description.js';
import { formatResource, type Resource } from '../atom/resource.js';
import { formatRule, readRule } from '../atom/rule-description.js';
import { formatSubscription, readSubscription } from '../atom/subscription-description.js';
import { formatTopic, readTopic } from '../atom/topic-description.js';
import type { XmlElement } from '../atom/xml.js';
import { type Entity, Queue, Subscription, Topic } from '../engine/entities.js';
import { BrokerError, entityNotFound } from '../engine/errors.js';
import type { SubscriptionRule } from '../engine/subscription-rules.js';
import type { HttpContext } from './http-context.js';

/** A request to the administration API. */
export interface AdministrationRequest {
  readonly resource: Resource;
  readonly url: URL;
  readonly body: string;
  /** Whether an entity is changed that is there, instead of made. */
  readonly isUpdate: boolean;
  /** Checks that the client may let an entity forward. @throws BrokerError `amqp:unauthorized-access` */
  authorizeForwarding(definition: Partial<ReceivableDefinition>): Promise<void>;
}

/** What a request is answered with. */
export interface AdministrationResponse {
  readonly status: number;
  readonly type?: 'entry' | 'feed';
  readonly body?: XmlElement;
}

/** Answers requests to the administration API by what they are about. Refusals are BrokerErrors. */
export class AdministrationRequests {
  readonly #context: HttpContext;
  readonly #startedAt: number;

  constructor(context: HttpContext) {
    this.#context = context;
    this.#startedAt = context.clock.now();
  }

  get(request: AdministrationRequest): AdministrationResponse {
    const { resource } = request;
    switch (resource.kind) {
      case 'namespace-info':
        return { status: 200, type: 'entry', body: formatEntry(this.#namespaceEntry(request)) };
      case 'queues':
        return this.#feed(request, this.#sendables(Queue));
      case 'topics':
        return this.#feed(request, this.#sendables(Topic));
      case 'subscriptions':
        return this.#feed(request, byPath([...this.#topic(resource.topic).subscriptions.values()]));
      case 'rules': {
        const subscription = this.#subscription(resource);
        const rules = subscription.rules.sorted;
        return this.#feedOf(request, rules, (rule) => this.#ruleEntry(request, subscription, rule));
      }
      default:
        return { status: 200, type: 'entry', body: formatEntry(this.#entryOf(request)) };
    }
  }

  async put(request: AdministrationRequest): Promise<AdministrationResponse> {
    const { resource, isUpdate } = request;
    const description = readEntry(request.body);
    if (resource.kind === 'entity') await this.#putQueueOrTopic(request, resource.name, description);
    else if (resource.kind === 'subscription') await this.#putSubscription(request, resource, description);
    else if (resource.kind === 'rule') this.#putRule(request, resource, description);
    else throw notAllowed('PUT', resource);
    return { status: isUpdate ? 200 : 201, type: 'entry', body: formatEntry(this.#entryOf(request)) };
  }

  delete({ resource }: AdministrationRequest): AdministrationResponse {
    const { administration } = this.#context;
    if (resource.kind === 'entity') administration.deleteQueueOrTopic(resource.name);
    else if (resource.kind === 'subscription') {
      administration.deleteSubscription(resource.topic, resource.subscription);
    } else if (resource.kind === 'rule') {
      administration.deleteRule(resource.topic, resource.subscription, resource.rule);
    } else throw notAllowed('DELETE', resource);
    return { status: 200 };
  }

  async #putQueueOrTopic(request: AdministrationRequest, name: string, description: XmlElement): Promise<void> {
    const { administration, definition: namespace } = this.#context;
    const present = this.#context.administration.namespace.sendable({ entity: name, management: false });
    if (description.name === 'QueueDescription') {
      const queue = readQueue(description, name, namespace, present instanceof Queue ? present.definition : undefined);
      await request.authorizeForwarding(queue.definition);
      if (request.isUpdate) administration.updateQueue(queue.definition, queue.keys);
      else administration.createQueue(queue.definition, queue.keys);
    } else if (description.name === 'TopicDescription') {
      const topic = readTopic(description, name, namespace, present instanceof Topic ? present.definition : undefined);
      if (request.isUpdate) administration.updateTopic(topic.definition, topic.keys);
      else administration.createTopic(topic.definition, topic.keys);
    } else throw unreadable('content', description.name, 'is a QueueDescription or a TopicDescription');
  }

  async #putSubscription(
    request: AdministrationRequest,
    { topic, subscription: name }: { readonly topic: string; readonly subscription: string },
    description: XmlElement,
  ): Promise<void> {
    const { administration } = this.#context;
    expect(description, 'SubscriptionDescription');
    const present = request.isUpdate ? this.#subscription({ topic, subscription: name }).definition : undefined;
    const { rules, ...settings } = readSubscription(description, name, present);
    await request.authorizeForwarding(settings);
    if (request.isUpdate) administration.updateSubscription(topic, settings);
    else administration.createSubscription(topic, { ...settings, rules });
  }

  #putRule(
    { isUpdate }: AdministrationRequest,
    {
      topic,
      subscription,
      rule: name,
    }: { readonly topic: string; readonly subscription: string; readonly rule: string },
    description: XmlElement,
  ): void {
    const { administration } = this.#context;
    expect(description, 'RuleDescription');
    const rule = readRule(description, name);
    if (isUpdate) administration.updateRule(topic, subscription, rule);
    else administration.createRule(topic, subscription, rule);
  }

  #entryOf(request: AdministrationRequest): Entry {
    const { resource } = request;
    if (resource.kind === 'entity') return this.#entityEntry(request, this.#sendable(resource.name));
    if (resource.kind === 'subscription') return this.#entityEntry(request, this.#subscription(resource));
    if (resource.kind !== 'rule') throw notAllowed('GET', resource);
    const subscription = this.#subscription(resource);
    const rule = subscription.rules.find(resource.rule);
    if (rule === undefined) throw entityNotFound(formatResource(resource));
    return this.#ruleEntry(request, subscription, rule);
  }

  #entityEntry({ url }: AdministrationRequest, entity: Queue | Topic | Subscription): Entry {
    const context = this.#descriptionContext(url);
    const { createdAt: published, updatedAt: updated } = entity.activity.times;
    const { name: title } = entity.definition;
    return { id: idOf(url, entity.path), title, published, updated, description: describe(entity, context) };
  }

  #ruleEntry({ url }: AdministrationRequest, subscription: Subscription, rule: SubscriptionRule): Entry {
    const { name: title } = rule.definition;
    const { createdAt } = rule;
    const id = idOf(url, `${subscription.path}/Rules/${title}`);
    return { id, title, published: createdAt, updated: createdAt, description: formatRule(rule) };
  }

  #namespaceEntry({ url, resource }: AdministrationRequest): Entry {
    const { definition } = this.#context;
    return {
      id: idOf(url, formatResource(resource)),
      title: definition.name,
      published: this.#startedAt,
      updated: this.#startedAt,
      description: formatNamespaceInfo(definition, url.host, this.#startedAt),
    };
  }

  #feed(request: AdministrationRequest, entities: readonly (Queue | Topic | Subscription)[]): AdministrationResponse {
    return this.#feedOf(request, entities, (entity) => this.#entityEntry(request, entity));
  }

  #feedOf<T>(
    { url, resource }: AdministrationRequest,
    items: readonly T[],
    entryOf: (item: T) => Entry,
  ): AdministrationResponse {
    const { skip, top } = pageOf(url.searchParams);
    const path = formatResource(resource);
    const end = skip + top;
    const body = formatFeed({
      id: idOf(url, path),
      title: path.replace(/^.*\//, ''),
      updated: this.#context.clock.now(),
      next: end < items.length && top > 0 ? `${idOf(url, path)}&$skip=${end}&$top=${top}` : undefined,
      entries: items.slice(skip, end).map(entryOf),
    });
    return { status: 200, type: 'feed', body };
  }

  #descriptionContext({ host }: URL): DescriptionContext {
    const { accessControl, definition: namespace } = this.#context;
    return { namespace, host, accessRulesOf: (entity) => accessControl.rulesOf(entity) };
  }

  #sendables<T extends Queue | Topic>(kind: abstract new (...parts: never[]) => T): readonly T[] {
    const all = [...this.#context.administration.namespace.sendables];
    return byPath(all.filter((entity): entity is T => entity instanceof kind));
  }

  #sendable(name: string): Queue | Topic {
    const entity = this.#context.administration.namespace.sendable({ entity: name, management: false });
    if (entity) return entity;
    throw entityNotFound(name);
  }

  #topic(name: string): Topic {
    const topic = this.#sendable(name);
    if (topic instanceof Topic) return topic;
    throw entityNotFound(name);
  }

  #subscription({ topic, subscription }: { readonly topic: string; readonly subscription: string }): Subscription {
    const entity = this.#topic(topic).subscriptions.get(subscription.toLowerCase());
    if (entity) return entity;
    throw entityNotFound(formatResource({ kind: 'subscription', topic, subscription }));
  }
}

function describe(entity: Queue | Topic | Subscription, context: DescriptionContext): XmlElement {
  if (entity instanceof Queue) return formatQueue(entity, context);
  if (entity instanceof Topic) return formatTopic(entity, context);
  return formatSubscription(entity, context);
}

/** Azure lists by name, without regard to case. */
function byPath<T extends Entity>(entities: readonly T[]): readonly T[] {
  const keyed = entities.map((entity) => ({ key: entity.path.toLowerCase(), entity }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ entity }) => entity);
}

function idOf({ origin, searchParams }: URL, path: string): string {
  return `${origin}/${path}?api-version=${encodeURIComponent(searchParams.get('api-version') ?? '2021-05')}`;
}

function expect(description: XmlElement, name: string): void {
  if (description.name !== name) throw unreadable('content', description.name, `is a ${name}`);
}

function notAllowed(method: string, resource: Resource): BrokerError {
  return new BrokerError('amqp:not-allowed', `${method} does not apply to '${formatResource(resource)}'.`);
}
