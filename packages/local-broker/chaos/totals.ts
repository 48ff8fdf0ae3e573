import { type Violation, type ViolationKind, violationKinds } from './checker/violation.js';
import type { Result } from './scenario.js';

/** How many things that were wrong are shown of each scenario. */
const mostShown = 20;

/** What several scenarios found. */
export class Totals {
  readonly #scenarios: { readonly name: string; readonly result: Result }[] = [];

  add(name: string, result: Result): void {
    this.#scenarios.push({ name, result });
  }

  get violationCount(): number {
    return this.#violations.length;
  }

  /** Each scenario's counts, and each thing that was wrong. */
  get lines(): readonly string[] {
    return [
      ...this.#scenarios.map(({ name, result }) => `${name}: ${result.skipped ?? asText(result.counts)}`),
      ...this.#scenarios.flatMap(({ name, result: { violations } }) => [
        ...violations
          .slice(0, mostShown)
          .map(({ kind, what }) => `${kind.toUpperCase()} (${violationKinds[kind]}) in ${name}: ${what}`),
        ...(violations.length > mostShown ? [`and ${violations.length - mostShown} more in ${name}`] : []),
      ]),
    ];
  }

  /** The counts of all scenarios in one line: those that are zero when all is well come last. */
  get summary(): string {
    const counts: Record<string, number> = { kills: 0, cuts: 0, acknowledged: 0 };
    for (const { result } of this.#scenarios) {
      for (const [name, count] of Object.entries(result.counts)) counts[name] = (counts[name] ?? 0) + count;
    }
    const found = (Object.keys(violationKinds) as ViolationKind[]).map((kind) => [
      kind,
      this.#violations.filter((violation) => violation.kind === kind).length,
    ]);
    return asText({ ...counts, ...Object.fromEntries(found) });
  }

  get #violations(): readonly Violation[] {
    return this.#scenarios.flatMap(({ result }) => result.violations);
  }
}

function asText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} = ${count}`)
    .join(', ');
}
