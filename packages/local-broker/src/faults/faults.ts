import type { Clock } from '../engine/clock.js';
import { formatEntityPath, parseEntityPath } from '../engine/entity-path.js';
import { BrokerError, type ErrorCondition, notStored, serverBusy } from '../engine/errors.js';
import { describeFaultIssue } from './describe-fault-issue.js';
import {
  countOf,
  type Fault,
  type FaultDefinition,
  faultSchema,
  millisecondsOf,
  type Operation,
  operationsOf,
} from './fault-definition.js';
import { FaultError, noSuchEntity } from './fault-error.js';
import type { Course, FaultSite, LockHolder } from './fault-site.js';

/** A fault that was asked for, and what became of it. */
export type FaultReport = Fault & {
  readonly id: number;
  /** How often it happened. */
  readonly hits: number;
  /** How often it will still happen. */
  readonly remaining: number | 'always';
};

interface Armed {
  readonly id: number;
  readonly fault: Fault;
  /** In lower case; undefined: every entity. */
  readonly path: string | undefined;
  readonly operations: readonly Operation[];
  hits: number;
  remaining: number;
}

/**
 * Faults on demand: what a consumer or producer must survive, and what on Azure happens when it likes. A fault happens
 * right away to what is open, or comes between the next operations of clients.
 *
 * @example
 * broker.faults.add({ kind: 'detach-link', entity: 'orders' });
 * broker.faults.add({ kind: 'throttle', entity: 'orders', on: 'send', count: 3 });
 */
export class Faults {
  readonly #clock: Clock;
  readonly #lockHolders: () => Iterable<LockHolder>;
  readonly #sites = new Set<FaultSite>();
  #known: Armed[] = [];
  /** Those that may still happen: none of them is the common case, and costs nothing. */
  #waiting: Armed[] = [];
  #lastId = 0;

  /** @param lockHolders all that holds locks now: each place that a fault can be meant for has one. */
  constructor(clock: Clock, lockHolders: () => Iterable<LockHolder>) {
    this.#clock = clock;
    this.#lockHolders = lockHolders;
  }

  /**
   * Asks for a fault.
   *
   * @param definition see {@link FaultDefinition}; what comes from outside is checked.
   * @throws FaultError naming what is wrong with it, or the entity that is not there.
   */
  add(definition: FaultDefinition): FaultReport;
  add(definition: unknown): FaultReport;
  add(definition: unknown): FaultReport {
    const fault = parseFault(definition);
    const armed: Armed = {
      id: (this.#lastId += 1),
      fault,
      path: fault.entity === undefined ? undefined : this.#pathOf(fault.entity),
      operations: operationsOf(fault),
      hits: 0,
      remaining: countOf(fault),
    };
    if (fault.on === 'now') this.#happenNow(armed);
    this.#known.push(armed);
    this.#update();
    return reportOf(armed);
  }

  /** Every fault that was asked for and not taken away, those that are over included. */
  list(): readonly FaultReport[] {
    return this.#known.map(reportOf);
  }

  /** Takes a fault away. @returns whether it was there. */
  remove(id: number): boolean {
    const known = this.#known.filter((armed) => armed.id !== id);
    const found = known.length < this.#known.length;
    this.#known = known;
    this.#update();
    return found;
  }

  /** Takes all faults away. */
  clear(): void {
    this.#known = [];
    this.#update();
  }

  /** Makes an open link known. @returns a function that takes it back when the link ends. */
  open(site: FaultSite): () => void {
    this.#sites.add(site);
    return () => void this.#sites.delete(site);
  }

  /** Whether no fault can come between: what happens with every message need not ask for each. */
  get areNone(): boolean {
    return this.#waiting.length === 0;
  }

  /** Lets an operation go on, unless a fault comes between: now, as a rule, or later. */
  meet(operation: Operation, site: FaultSite, course: Course): void {
    const armed = this.#waiting.find((each) => matches(each, operation, site));
    if (armed === undefined) {
      course.proceed();
      return;
    }
    armed.hits += 1;
    armed.remaining -= 1;
    if (armed.remaining === 0) this.#update();
    this.#happen(armed.fault, site, course);
  }

  #happen(fault: Fault, site: FaultSite, course: Course): void {
    switch (fault.kind) {
      case 'drop-connection':
        site.drop();
        course.abandon?.();
        break;
      case 'detach-link':
        site.detach(errorOf(fault));
        course.abandon?.();
        break;
      case 'delay':
        this.#clock.wakeAt(this.#clock.now() + millisecondsOf(fault), () => course.proceed());
        break;
      case 'refuse':
        course.refuse(errorOf(fault));
        break;
      case 'throttle':
        course.refuse(serverBusy());
        break;
      case 'fail-store':
        course.refuse(notStored(new Error('a test asked for a full disk')));
        break;
      case 'lose-message-lock':
      case 'lose-session-lock':
        course.loseLock?.();
        course.proceed();
        break;
    }
  }

  /** @throws FaultError when nothing is there. */
  #pathOf(entity: string): string {
    const path = sitePathOf(entity);
    const holders = [...this.#lockHolders()];
    if (holders.some((holder) => holder.path === path)) return path;
    const addresses = holders.map(({ address }) => address);
    throw noSuchEntity(entity, addresses);
  }

  #happenNow(armed: Armed): void {
    const { fault } = armed;
    const hit = (count: number): void => {
      armed.hits += count;
      armed.remaining -= count;
    };
    if (fault.kind === 'lose-message-lock' || fault.kind === 'lose-session-lock') {
      for (const holder of [...this.#lockHolders()].filter(({ path }) => isIn(armed, path))) {
        const lose = fault.kind === 'lose-message-lock' ? holder.loseMessageLocks : holder.loseSessionLocks;
        hit(lose.call(holder, armed.remaining));
      }
    } else {
      for (const site of [...this.#sites].filter(({ path }) => isIn(armed, path))) {
        // An earlier one may have taken this link with its connection.
        if (armed.remaining === 0 || !this.#sites.has(site)) continue;
        if (fault.kind === 'drop-connection') site.drop();
        else if (fault.kind === 'detach-link') site.detach(errorOf(fault));
        hit(1);
      }
    }
    armed.remaining = 0;
  }

  #update(): void {
    this.#waiting = this.#known.filter(({ remaining }) => remaining > 0);
  }
}

function parseFault(definition: unknown): Fault {
  const { success, data, error } = faultSchema.safeParse(definition);
  if (success) return data;
  const problems = error.issues.map((issue) => describeFaultIssue(issue, definition));
  throw new FaultError(`This is no fault: ${problems.join(' ')}`);
}

/** The address of an entity as sites have it. */
export function sitePathOf(address: string): string {
  return formatEntityPath(parseEntityPath(address)).toLowerCase();
}

function isIn(armed: Armed, path: string): boolean {
  return armed.path === undefined || armed.path === path;
}

function matches(armed: Armed, operation: Operation, { path }: FaultSite): boolean {
  return armed.operations.includes(operation) && isIn(armed, path);
}

/** A test may ask for conditions that the broker itself never gives. */
function errorOf({
  condition,
  description,
}: {
  readonly condition: string;
  readonly description: string;
}): BrokerError {
  return new BrokerError(condition as ErrorCondition, description);
}

function reportOf({ id, fault, hits, remaining }: Armed): FaultReport {
  return { id, ...fault, hits, remaining: remaining === Infinity ? 'always' : remaining };
}
