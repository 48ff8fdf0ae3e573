import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs a program that writes a report into a file, and reads the report.
 *
 * @param parametersFor the program's parameters, given the file to write.
 * @param environment what the program gets beside this process's own environment.
 * @throws Error with what the program printed when it wrote no report.
 */
export async function reportOf(
  program: string,
  parametersFor: (reportFile: string) => readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<unknown> {
  const directory = await mkdtemp(join(tmpdir(), 'conformance-'));
  const reportFile = join(directory, 'report.json');
  try {
    const printed = await run(program, parametersFor(reportFile), environment);
    const text = await readFile(reportFile, 'utf8').catch(() => {
      throw new Error(`${program} ended without a report. It printed:\n${printed}`);
    });
    return JSON.parse(text);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Resolves with what the program printed when it has ended, however it ended. */
export function run(
  program: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
    child.on('error', reject);
    child.on('close', () => resolve(printed));
  });
}
