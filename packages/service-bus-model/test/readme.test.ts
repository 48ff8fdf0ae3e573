import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const readme = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');

function blockOf(language: string): string {
  return new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(readme)?.[1] ?? '';
}

/** Runs a program and returns what it prints. */
function printedBy(code: string): string {
  const lines: string[] = [];
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const program = new Function('require', 'exports', 'console', outputText) as (...globals: unknown[]) => void;
  program(require, {}, { log: (line: string) => lines.push(`${line}\n`) });
  return lines.join('');
}

describe('README.md', () => {
  it('has a program that prints what it says', () => {
    expect(printedBy(blockOf('ts'))).toBe(blockOf('text'));
  });
});
