import { limits } from '@ams/service-bus-model';

import type { Clock } from '../engine/clock.js';
import { type Sendable, Topic } from '../engine/entities.js';
import { serverBusy } from '../engine/errors.js';

const second = 1000;
const { dataOperation, managementOperation, filterEvaluation } = limits.operationCredits;

/**
 * What a namespace may do in a second, counted as Azure counts it on the tiers that share their machines: each operation
 * costs credits, and one that finds none left is refused. It may go through if any are left, so that a batch that costs
 * more than a second's credits is slow, not impossible; what it overspends, the next seconds lack.
 */
export class Credits {
  readonly #perSecond: number;
  readonly #clock: Pick<Clock, 'now'>;
  #left: number;
  #second: number;

  /** @param perSecond Infinity where nothing is throttled. */
  constructor(perSecond: number, clock: Pick<Clock, 'now'>) {
    this.#perSecond = perSecond;
    this.#clock = clock;
    this.#left = perSecond;
    this.#second = this.#currentSecond;
  }

  /** For messages that a client sends: each costs, and so does each filter of a topic that it is compared with. */
  spendOnSending(entity: Sendable, messages: number): void {
    if (this.#perSecond < Infinity) this.#spend(messages * (dataOperation + filtersOf(entity) * filterEvaluation));
  }

  /** For a message that goes to a receiver. It is not refused: who asked for it is waiting, and others pay. */
  spendOnDelivery(): void {
    if (this.#perSecond < Infinity) this.#take(dataOperation);
  }

  /** For a request about messages. @throws BrokerError `com.microsoft:server-busy` */
  spendOnRequest(): void {
    if (this.#perSecond < Infinity) this.#spend(dataOperation);
  }

  /** For a look at entities or rules, or a change of them. @throws BrokerError `com.microsoft:server-busy` */
  spendOnManagement(): void {
    if (this.#perSecond < Infinity) this.#spend(managementOperation);
  }

  #spend(cost: number): void {
    this.#refill();
    if (this.#left <= 0) throw serverBusy();
    this.#left -= cost;
  }

  #take(cost: number): void {
    this.#refill();
    this.#left -= cost;
  }

  /** Credits come at the beginning of a second, and are not saved. */
  #refill(): void {
    const now = this.#currentSecond;
    if (now === this.#second) return;
    this.#left = Math.min(this.#perSecond, this.#left + (now - this.#second) * this.#perSecond);
    this.#second = now;
  }

  get #currentSecond(): number {
    return Math.floor(this.#clock.now() / second);
  }
}

function filtersOf(entity: Sendable): number {
  if (!(entity instanceof Topic)) return 0;
  return [...entity.subscriptions.values()].reduce((sum, { rules }) => sum + rules.compiled.length, 0);
}
