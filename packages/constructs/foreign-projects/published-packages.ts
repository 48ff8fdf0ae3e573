import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.js';
import { workspace } from './workspace.js';

/** What is published, in the order in which the one needs the other. */
export const publishedPackages = ['@ams/service-bus-model', '@ams/constructs'] as const;

/**
 * Packs what is published, built from the present sources.
 *
 * @returns the tarballs, in the order of `publishedPackages`
 */
export function pack(directory: string): readonly string[] {
  return publishedPackages.map((name) => {
    const folder = join(directory, name.replace('@ams/', ''));
    mkdirSync(folder, { recursive: true });
    run('npm', ['pack', '--workspace', name, '--pack-destination', folder], workspace);
    return join(folder, onlyFileOf(folder));
  });
}

function onlyFileOf(folder: string): string {
  const [file] = readdirSync(folder);
  if (file === undefined) throw new Error(`npm pack has written no tarball to ${folder}.`);
  return file;
}
