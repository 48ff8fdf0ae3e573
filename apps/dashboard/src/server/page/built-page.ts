import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Logger } from '@ams/messaging-runtime';

/** The folder of this app: that of `src` or `dist`, whichever this file is in. */
const project = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

const isSource = import.meta.url.endsWith('.ts');

/**
 * The folder of the built page. From source it is built when it is missing or older than what it is built of; an app that
 * was built serves what was built with it.
 *
 * @throws Error if there is none, or if it cannot be built
 */
export async function builtPage(log: Logger): Promise<string> {
  const folder = join(project, 'dist', 'web');
  if (isSource && !isUpToDate(folder)) await build(log);
  if (existsSync(join(folder, 'index.html'))) return folder;
  throw new Error(`The page is not built: ${folder} has no index.html. Build it with: nx run dashboard:web`);
}

function isUpToDate(folder: string): boolean {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) return false;
  const builtAt = statSync(index).mtimeMs;
  return sources().every((file) => statSync(file).mtimeMs <= builtAt);
}

/** What the page is built of. */
function sources(): readonly string[] {
  const folders = ['src/web', 'src/api'].flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return [...folders, join(project, 'vite.config.ts'), join(project, 'package.json')];
}

async function build(log: Logger): Promise<void> {
  log.info('building the page');
  // Only development has it: what was built does without.
  const vite = await import('vite');
  await vite.build({
    configFile: join(project, 'vite.config.ts'),
    root: join(project, 'src', 'web'),
    logLevel: 'warn',
  });
}
