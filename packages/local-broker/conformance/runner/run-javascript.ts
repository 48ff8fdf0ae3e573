import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { z } from 'zod';

import type { CaseResult } from './results.js';
import { reportOf } from './run-process.js';
import type { RunTarget } from './target.js';

/** The part of Jest's JSON report that counts here. */
const jestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          ancestorTitles: z.array(z.string()),
          title: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullable(),
        }),
      ),
    }),
  ),
});

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const configuration = fileURLToPath(new URL('../jest.config.cjs', import.meta.url));

/** Runs the JavaScript cases against the target, in a process that starts with the certificates that it is to trust. */
export async function runJavaScript(target: RunTarget, patterns: readonly string[]): Promise<readonly CaseResult[]> {
  const report = await reportOf(
    process.execPath,
    (outputFile) => [
      jest,
      ...['--config', configuration, '--json', '--outputFile', outputFile, '--passWithNoTests'],
      // A case that hangs is a failure already: its connections must not hold up the rest.
      ...['--forceExit', '--silent'],
      ...patterns,
    ],
    target.environment,
  );
  return jestReport.parse(report).testResults.flatMap(({ name, message, assertionResults }): CaseResult[] => {
    if (assertionResults.length === 0)
      return [{ feature: name, behaviour: 'can be loaded', outcome: 'failed', reasons: [message] }];
    return assertionResults.map((result) => ({
      feature: result.ancestorTitles.join(' '),
      behaviour: result.title,
      outcome: outcomeOf(result.status),
      reasons: result.failureMessages ?? [],
    }));
  });
}

function outcomeOf(status: string): CaseResult['outcome'] {
  if (status === 'passed') return 'passed';
  return status === 'pending' ? 'skipped' : 'failed';
}
