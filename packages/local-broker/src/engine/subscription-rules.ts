import type { FilterDefinition, RuleDefinition } from '@ams/service-bus-model';

import { type CompiledRule, compileRule } from '../filters/index.js';
import { BrokerError, entityAlreadyExists, entityNotFound } from './errors.js';

/** A rule of a subscription, and when it was made, in milliseconds since the epoch. */
export interface SubscriptionRule {
  readonly definition: RuleDefinition;
  readonly createdAt: number;
}

interface Entry extends SubscriptionRule {
  readonly compiled: CompiledRule;
}

/** The rules of one subscription: which messages it takes, and what becomes of them. Names do not tell upper from lower case. */
export class SubscriptionRules {
  readonly #subscriptionPath: string;
  readonly #entries = new Map<string, Entry>();
  readonly #counts = new Map<FilterDefinition['kind'], number>();
  #compiled: readonly CompiledRule[] = [];

  /** @throws BrokerError `com.microsoft:argument-error` when a rule cannot be read. */
  constructor(subscriptionPath: string, rules: readonly RuleDefinition[], createdAt: number) {
    this.#subscriptionPath = subscriptionPath;
    for (const rule of rules) this.#put(rule, createdAt);
  }

  /** Ready for messages, in the order in which they came. */
  get compiled(): readonly CompiledRule[] {
    return this.#compiled;
  }

  /** In the order in which they came. */
  get all(): readonly SubscriptionRule[] {
    return [...this.#entries.values()];
  }

  /** By name, as Azure lists them: without regard to case. */
  get sorted(): readonly SubscriptionRule[] {
    return [...this.#entries.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  }

  /** How many rules have a filter of that kind. */
  countOf(kind: FilterDefinition['kind']): number {
    return this.#counts.get(kind) ?? 0;
  }

  find(name: string): SubscriptionRule | undefined {
    return this.#entries.get(name.toLowerCase());
  }

  /** @throws BrokerError `com.microsoft:entity-already-exists`, or as the constructor. */
  add(rule: RuleDefinition, createdAt: number): SubscriptionRule {
    if (this.find(rule.name)) throw entityAlreadyExists(this.#pathOf(rule.name));
    return this.#put(rule, createdAt);
  }

  /** @throws BrokerError `amqp:not-found`, or as the constructor. */
  replace(rule: RuleDefinition): SubscriptionRule {
    return this.#put(rule, this.#existing(rule.name).createdAt);
  }

  /** @throws BrokerError `amqp:not-found` */
  remove(name: string): void {
    this.#count(this.#existing(name), -1);
    this.#entries.delete(name.toLowerCase());
    this.#compile();
  }

  /** Gives rules the times at which they were made before a restart; those that are not named, another time. */
  restoreTimes(createdAt: ReadonlyMap<string, number>, otherwise: number): void {
    for (const [key, entry] of this.#entries) {
      this.#entries.set(key, { ...entry, createdAt: createdAt.get(entry.definition.name) ?? otherwise });
    }
  }

  #put(definition: RuleDefinition, createdAt: number): SubscriptionRule {
    const entry = { definition, createdAt, compiled: compile(this.#subscriptionPath, definition) };
    const replaced = this.find(definition.name);
    if (replaced) this.#count(replaced, -1);
    this.#count(entry, 1);
    this.#entries.set(definition.name.toLowerCase(), entry);
    this.#compile();
    return entry;
  }

  #compile(): void {
    this.#compiled = [...this.#entries.values()].map(({ compiled }) => compiled);
  }

  #count({ definition: { filter } }: SubscriptionRule, change: 1 | -1): void {
    this.#counts.set(filter.kind, this.countOf(filter.kind) + change);
  }

  #existing(name: string): SubscriptionRule {
    const rule = this.find(name);
    if (rule) return rule;
    throw entityNotFound(this.#pathOf(name));
  }

  #pathOf(name: string): string {
    return `${this.#subscriptionPath}/Rules/${name}`;
  }
}

function compile(subscriptionPath: string, rule: RuleDefinition): CompiledRule {
  try {
    return compileRule(rule);
  } catch (error) {
    throw new BrokerError(
      'com.microsoft:argument-error',
      `Rule '${rule.name}' of '${subscriptionPath}': ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
