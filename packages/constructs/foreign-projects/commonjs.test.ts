import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { ForeignProject } from './foreign-project.js';
import { everything, versionHere } from './workspace.js';

const cli = dirname(createRequire(import.meta.url).resolve('cdktf-cli/package.json'));
const template = join(cli, 'bundle', 'templates', 'typescript');

/** The files of `cdktf init --template=typescript`, filled in, and the packages that it installs. */
function initialize(project: ForeignProject): void {
  for (const file of ['package.json', 'tsconfig.json', 'cdktf.json', 'main.ts', 'jest.config.js', 'setup.js']) {
    const text = readFileSync(join(template, file), 'utf8');
    project.write(file, text.replace('{{futureFlags}}', '').replaceAll(/\{\{ ?\$?\w+ ?\}\}/g, 'foreign'));
  }
  project.install(`cdktf@${versionHere('cdktf')}`, 'constructs@10');
  // The template takes the newest TypeScript. ts-node does not run on 7, which has no compiler API.
  project.install('--save-dev', '@types/node@20', 'typescript@5', 'ts-node@10');
}

describe('a project of cdktf init --template=typescript', () => {
  let project: ForeignProject;

  beforeAll(() => {
    project = new ForeignProject();
    initialize(project);
    project.install(...project.tarballs);
    project.write('main.ts', everything);
  });

  afterAll(() => project.remove());

  it('is CommonJS', () => {
    expect(readFileSync(join(project.directory, 'tsconfig.json'), 'utf8')).toContain('"module": "CommonJS"');
  });

  it('gets the bindings of azurerm as a peer', () => {
    expect(readFileSync(project.installed('@cdktf', 'provider-azurerm', 'package.json'), 'utf8')).toContain(
      `"version": "${versionHere('@cdktf/provider-azurerm')}"`,
    );
  });

  it('compiles a program of every construct', () => {
    expect(project.run('npx', 'tsc', '--noEmit')).toBe('');
  });

  it('synthesizes to what this workspace does', () => {
    project.run('node', join(cli, 'bundle', 'bin', 'cdktf'), 'synth');
    expect(project.synthesized()).toEqual(project.expected());
  });
});
