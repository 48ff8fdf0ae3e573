import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));
const eslint = join(dirname(createRequire(import.meta.url).resolve('eslint/package.json')), 'bin', 'eslint.js');

interface Finding {
  readonly line: number;
  readonly ruleId: string;
}

/** The modules whose import lint forbids in this project. */
function forbidden(modules: readonly string[]): readonly (string | undefined)[] {
  const code = modules.map((name, index) => `export * as module${index} from '${name}';\n`).join('');
  const args = [eslint, '--format', 'json', '--stdin', '--stdin-filename', 'src/imports.ts'];
  const { stdout } = spawnSync('node', args, { cwd: project, input: code, encoding: 'utf8' });
  const [{ messages }] = JSON.parse(stdout.slice(stdout.indexOf('[{'))) as [{ readonly messages: readonly Finding[] }];
  return messages.filter(({ ruleId }) => ruleId === 'no-restricted-imports').map(({ line }) => modules[line - 1]);
}

describe('lint', () => {
  it('forbids to import the whole provider, and folders of it', () => {
    const provider = '@cdktf/provider-azurerm';
    const wrong = [
      provider,
      `${provider}/lib`,
      `${provider}/lib/index.js`,
      `${provider}/lib/lazy-index.js`,
      `${provider}/lib/servicebus-queue`,
      `${provider}/lib/servicebus-queue/index`,
    ];
    expect(forbidden([...wrong, `${provider}/lib/servicebus-queue/index.js`, 'cdktf'])).toEqual(wrong);
  });
});
