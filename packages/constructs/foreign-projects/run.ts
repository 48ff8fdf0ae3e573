import { spawnSync } from 'node:child_process';

/** Commands neither ask nor look for news of themselves. */
const environment = { ...process.env, CI: '1', CHECKPOINT_DISABLE: '1' };

/**
 * Runs a command to its end.
 *
 * @returns what it wrote to its standard output
 * @throws {Error} with all that it wrote, if it fails
 */
export function run(
  command: string,
  args: readonly string[],
  directory: string,
  variables: Readonly<Record<string, string>> = {},
): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: directory,
    env: { ...environment, ...variables },
    encoding: 'utf8',
    // On Windows npm and npx are scripts, and only a shell runs those.
    shell: process.platform === 'win32' && command.startsWith('np'),
  });
  if (status === 0) return stdout;
  const reason = error?.message ?? `it ended with ${status}`;
  throw new Error(`${command} ${args.join(' ')} in ${directory}: ${reason}.\n${stdout}${stderr}`);
}
