/** Something in a definition that Azure would refuse, or that its documentation rules out. */
export interface Problem {
  /** The property at fault, as the definition spells it: `lockDuration`, `criteria[0].aggregation`. */
  readonly property: string;
  readonly value: unknown;
  /** Azure's rule, as a clause: "a peek-lock lasts PT5S to PT5M". */
  readonly rule: string;
  /** What to do instead, as a sentence. */
  readonly cure: string;
  /** The documentation rules it out, but Azure's administration API takes it: it goes wrong only with the messages. */
  readonly taken?: true;
}

/** The problem in one line: property, value, rule and cure. */
export function describeProblem(problem: Problem): string {
  return `${problem.property} is ${describeValue(problem.value)}, but ${problem.rule}. ${problem.cure}`;
}

function describeValue(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  // JSON writes null for what is not finite.
  if (typeof value === 'number') return String(value);
  return JSON.stringify(value) ?? String(value);
}

/**
 * One row of a table of rules: which values of a property Azure refuses, and what to say then. A rule is not asked
 * where the property is absent: an absent value is Azure's default, or one that is not known yet.
 */
export type Requirement<T> = {
  readonly [K in keyof T & string]-?: {
    readonly property: K;
    readonly refuses: (value: NonNullable<T[K]>, subject: T) => boolean;
    readonly rule: string | ((subject: T) => string);
    readonly cure: string | ((subject: T) => string);
    readonly taken?: true;
  };
}[keyof T & string];

/** The problems that a table of rules finds in a definition, in the table's order. */
export function problemsOf<T extends object>(subject: T, requirements: readonly Requirement<T>[]): readonly Problem[] {
  return requirements.flatMap((requirement) => {
    const { property, rule, cure, taken } = requirement;
    const value: unknown = subject[property];
    // The table's type ties each rule to its own property's values; that tie is lost on a union of rows.
    const refuses = requirement.refuses as (value: unknown, subject: T) => boolean;
    if (value === undefined || value === null || !refuses(value, subject)) return [];
    return [{ property, value, rule: textOf(rule, subject), cure: textOf(cure, subject), ...(taken && { taken }) }];
  });
}

function textOf<T>(text: string | ((subject: T) => string), subject: T): string {
  return typeof text === 'string' ? text : text(subject);
}
