import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The programs in a page that start the broker. */
function programsOf(page: string): readonly string[] {
  const text = readFileSync(`${root}/${page}`, 'utf8');
  const snippets = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code ?? '');
  return snippets.filter((code) => code.includes('startBroker'));
}

/** Runs a program of top-level awaits and returns what it prints. */
async function run(code: string): Promise<readonly unknown[]> {
  const printed: unknown[] = [];
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const body = `return (async () => { ${outputText} })();`;
  const program = new Function('require', 'exports', 'console', body) as (...globals: unknown[]) => Promise<void>;
  await program(require, {}, { log: (value: unknown) => printed.push(value) });
  return printed;
}

describe('the programs in the documentation', () => {
  it.each([
    ['README.md', [['hello']]],
    ['packages/local-broker/README.md', [[expect.stringMatching(/^Endpoint=sb:/)]]],
    ['docs/alerts-before-deploying.md', [['Resolved: orders-backlog on orders', 'Fired: orders-backlog on orders']]],
    ['docs/local-broker.md', [[1], [1], [0], ['throttle: 2', 'MessageLockLost', 0]]],
    [
      'docs/monitoring-the-broker.md',
      [
        ['orders: 3 waiting, 2 requests'],
        [["type = 'purchase' is true: type is 'purchase'", 'amount > 100 is false: amount is 40'], true],
      ],
    ],
  ])('of %s do what they say', async (page, expected) => {
    const printed: unknown[] = [];
    for (const program of programsOf(page)) printed.push(await run(program));
    expect(printed).toEqual(expected);
  });
});
