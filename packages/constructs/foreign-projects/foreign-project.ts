import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pack } from './published-packages.js';
import { run } from './run.js';
import { synthesizedHere } from './workspace.js';
import { synthesizedIn, type Stacks } from './synthesized.js';

/** A project of another team: a directory that has nothing of this workspace but the tarballs of the packages. */
export class ForeignProject {
  readonly directory: string;
  readonly tarballs: readonly string[];

  private readonly temporary = mkdtempSync(join(tmpdir(), 'foreign-project-'));

  constructor() {
    this.tarballs = pack(join(this.temporary, 'tarballs'));
    this.directory = join(this.temporary, 'project');
    mkdirSync(this.directory);
  }

  write(file: string, content: string | object): void {
    const path = join(this.directory, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
  }

  /** `npm install`, which brings along the peers that packages ask for. */
  install(...args: readonly string[]): void {
    this.run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', ...args);
  }

  run(command: string, ...args: readonly string[]): string {
    return run(command, args, this.directory);
  }

  /** Where a file of an installed package is. */
  installed(...path: readonly string[]): string {
    return join(this.directory, 'node_modules', ...path);
  }

  /** What its program has synthesized. */
  synthesized(): Stacks {
    return synthesizedIn(join(this.directory, 'cdktf.out'));
  }

  /** What the same program synthesizes to in this workspace. */
  expected(): Stacks {
    return synthesizedHere(join(this.temporary, 'expected'));
  }

  remove(): void {
    rmSync(this.temporary, { recursive: true, force: true });
  }
}
