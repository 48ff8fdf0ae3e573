import { readFileSync } from 'node:fs';

const unknown = 'unknown';

/** Kind of the file system that a folder is on, as Linux names it; `unknown` elsewhere. */
export function fileSystemOfFolder(folder: string): string {
  return process.platform === 'linux' ? fileSystemOf(folder, readFileSync('/proc/self/mounts', 'utf8')) : unknown;
}

/**
 * @param folder absolute path
 * @param mounts text of `/proc/self/mounts`: what is mounted, where, of which kind
 */
export function fileSystemOf(folder: string, mounts: string): string {
  let found = { point: '', kind: unknown };
  for (const line of mounts.split('\n')) {
    const [, escaped, kind] = line.split(' ');
    if (escaped === undefined || kind === undefined) continue;
    const point = unescaped(escaped);
    // Of two on the same point, the later one hides the earlier one.
    if (contains(point, folder) && point.length >= found.point.length) found = { point, kind };
  }
  return found.kind;
}

function contains(point: string, folder: string): boolean {
  return point === '/' || folder === point || folder.startsWith(`${point}/`);
}

/** Blanks in paths are written as octal numbers. */
function unescaped(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8)));
}
