import { fileURLToPath } from 'node:url';

import { z } from 'zod';

import { caseResult, type CaseResult } from './results.js';
import { reportOf, run } from './run-process.js';
import type { RunTarget } from './target.js';

const program = fileURLToPath(new URL('../python/run.py', import.meta.url));

/** A Python that has the client, or undefined. Debian's package belongs to Debian's own Python, which may not be first. */
export async function findPython(variables: NodeJS.ProcessEnv): Promise<string | undefined> {
  const chosen = variables['AMS_CONFORMANCE_PYTHON'];
  for (const python of chosen === undefined ? ['python3', '/usr/bin/python3'] : [chosen]) {
    const printed = await run(python, ['-c', 'import azure.servicebus.management; print("present")']).catch(() => '');
    if (printed.includes('present')) return python;
  }
  return undefined;
}

/** Runs the Python cases against the target. */
export async function runPython(
  python: string,
  target: RunTarget,
  patterns: readonly string[],
): Promise<readonly CaseResult[]> {
  const report = await reportOf(python, (file) => [program, file, ...patterns], {
    ...target.environment,
    PYTHONDONTWRITEBYTECODE: '1',
  });
  return z.array(caseResult).parse(report);
}
