import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

import { fileSystemOfFolder } from './file-system.js';
import type { Machine, Versions } from './result.js';

/** @param folder where the journal was kept */
export function describeMachine(folder: string): Machine {
  const processors = cpus();
  return {
    cpuModel: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryMebibytes: Math.round(totalmem() / 2 ** 20),
    fileSystem: fileSystemOfFolder(folder),
    system: `${process.platform} ${release()}`,
  };
}

const packageSchema = z.object({ version: z.string() });

/** @param root folder of the workspace */
export function describeVersions(root: string): Versions {
  const client = join(root, 'node_modules', '@azure', 'service-bus', 'package.json');
  const changes = git(root, 'status', '--porcelain', '--', '.', ':!apps/benchmarks/results');
  return {
    node: process.versions.node,
    commit: git(root, 'rev-parse', 'HEAD') ?? 'unknown',
    modified: changes !== undefined && changes !== '',
    serviceBusClient: packageSchema.parse(JSON.parse(readFileSync(client, 'utf8'))).version,
  };
}

/** @returns undefined where there is no git, or no repository of it: the sources may have come as an archive. */
function git(root: string, ...args: readonly string[]): string | undefined {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
