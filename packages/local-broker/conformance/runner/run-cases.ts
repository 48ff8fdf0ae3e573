import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

import type { OpenTarget } from './targets.js';

export interface CaseResult {
  readonly feature: string;
  readonly behaviour: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it failed, as the test runner prints it. */
  readonly reasons: readonly string[];
}

/** What came of all cases of one client over one transport. */
export interface RunResult {
  /** `JavaScript, tls`: heads a column of the table. */
  readonly title: string;
  readonly cases: readonly CaseResult[];
  readonly isPassed: boolean;
}

/** The part of Jest's JSON report that counts here. */
const jestReport = z.object({
  success: z.boolean(),
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

/** Runs the JavaScript cases against the target in a process of their own, which starts with the target's environment. */
export async function runCases(target: OpenTarget, patterns: readonly string[]): Promise<RunResult> {
  const directory = await mkdtemp(join(tmpdir(), 'conformance-'));
  const outputFile = join(directory, 'report.json');
  try {
    // A case that hangs is a failure already: its connections must not hold up the rest.
    const options = ['--config', configuration, '--json', '--outputFile', outputFile, '--forceExit', '--silent'];
    const log = await run([jest, ...options, ...patterns], target.environment);
    const text = await readFile(outputFile, 'utf8').catch(() => {
      throw new Error(`The test runner wrote no report:\n${log}`);
    });
    return resultOf(`JavaScript, ${target.transport}`, jestReport.parse(JSON.parse(text)));
  } finally {
    await rm(directory, { recursive: true });
  }
}

function run(parameters: readonly string[], environment: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, parameters, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
    child.on('error', reject);
    child.on('close', () => resolve(log));
  });
}

function resultOf(title: string, { success, testResults }: z.infer<typeof jestReport>): RunResult {
  const cases = testResults.flatMap(({ name, message, assertionResults }): CaseResult[] => {
    if (assertionResults.length === 0)
      return [{ feature: name, behaviour: 'can be loaded', outcome: 'failed', reasons: [message] }];
    return assertionResults.map((result) => ({
      feature: result.ancestorTitles.join(' '),
      behaviour: result.title,
      outcome: outcomeOf(result.status),
      reasons: result.failureMessages ?? [],
    }));
  });
  return { title, cases, isPassed: success && cases.length > 0 };
}

function outcomeOf(status: string): CaseResult['outcome'] {
  if (status === 'passed') return 'passed';
  return status === 'pending' || status === 'todo' || status === 'disabled' ? 'skipped' : 'failed';
}
