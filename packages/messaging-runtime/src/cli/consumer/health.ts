import type { LinkState } from '../../telemetry/instrumentation.js';

/** Whether all is well, and if not, why. */
export interface HealthReport {
  readonly ok: boolean;
  readonly reasons: readonly string[];
}

/** What is known of a consumer's health. It is told, and it is asked. */
export class ConsumerHealth {
  #link: LinkState | undefined;
  #circuit: 'closed' | 'open' | 'trial' = 'closed';
  #isStopping = false;
  #failure: string | undefined;

  link(state: LinkState): void {
    this.#link = state;
  }

  circuit(state: 'closed' | 'open' | 'trial'): void {
    this.#circuit = state;
  }

  stopping(): void {
    this.#isStopping = true;
  }

  failed(problem: string): void {
    this.#failure = problem;
  }

  /** Whether it is of use to let it run on: what fails for good does not heal without a restart. */
  live(): HealthReport {
    return reportOf(this.#failure === undefined ? [] : [`processing has failed: ${this.#failure}`]);
  }

  /** Whether messages are received and handled now. */
  ready(): HealthReport {
    const reasons = [...this.live().reasons];
    if (this.#link === undefined) reasons.push('the link to the broker is not open yet');
    if (this.#link?.kind === 'interrupted')
      reasons.push(`the link to the broker is interrupted: ${this.#link.problem}`);
    if (this.#circuit !== 'closed') reasons.push(circuitReasons[this.#circuit]);
    if (this.#isStopping) reasons.push('the consumer is stopping');
    return reportOf(reasons);
  }
}

const circuitReasons = {
  open: 'the circuit breaker is open, since most messages fail',
  trial: 'the circuit breaker tries one message after a pause',
};

function reportOf(reasons: readonly string[]): HealthReport {
  return { ok: reasons.length === 0, reasons };
}
