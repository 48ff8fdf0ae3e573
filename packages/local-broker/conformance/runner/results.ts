import { z } from 'zod';

/** What came of one case. */
export const caseResult = z.object({
  feature: z.string(),
  behaviour: z.string(),
  outcome: z.enum(['passed', 'failed', 'skipped']),
  /** Why it failed, as its test framework prints it. */
  reasons: z.array(z.string()),
});

export type CaseResult = z.infer<typeof caseResult>;

/** What came of all cases of one client over one transport. */
export interface RunResult {
  /** `JavaScript, tls`: heads a column of the table. */
  readonly title: string;
  readonly cases: readonly CaseResult[];
}

/** Whether a run has passed: one without cases has shown nothing. */
export function isPassed({ cases }: RunResult): boolean {
  return cases.length > 0 && cases.every(({ outcome }) => outcome !== 'failed');
}
