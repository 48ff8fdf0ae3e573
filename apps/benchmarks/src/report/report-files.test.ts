import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { outdated, reportFiles, writeReportFiles } from './report-files.js';
import { resultOf } from './testing/results.js';

const workspace = join(__dirname, '..', '..', '..', '..');

describe('docs/performance.md and its plots', () => {
  it('are what the results say; if not, run npx nx run benchmarks:report', async () => {
    expect(outdated(await reportFiles(workspace)).map(({ path }) => path)).toEqual([]);
  });
});

describe('the files of the report', () => {
  const paths = async () => outdated(await reportFiles(root)).map(({ path }) => path);
  const results = () => join(root, 'apps', 'benchmarks', 'results');
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'report-'));
    await mkdir(results(), { recursive: true });
    await mkdir(join(root, 'docs'));
    await writeFile(join(root, 'docs', 'performance.md'), await readFile(join(workspace, 'docs', 'performance.md')));
    await writeReportFiles(root, await reportFiles(root));
  });

  afterEach(async () => await rm(root, { recursive: true }));

  const measure = (benchmark: 'latency' | 'start') =>
    writeFile(join(results(), `${benchmark}.json`), JSON.stringify(resultOf(benchmark)));

  it('are outdated once something is measured, until they are written', async () => {
    await measure('latency');
    expect(await paths()).toEqual(['docs/performance.md', 'docs/performance/latency.svg']);
    await writeReportFiles(root, await reportFiles(root));
    expect(await paths()).toEqual([]);
  });

  it('are outdated when a figure of the document is changed by hand', async () => {
    await measure('start');
    await writeReportFiles(root, await reportFiles(root));
    const document = join(root, 'docs', 'performance.md');
    await writeFile(document, (await readFile(document, 'utf8')).replace('12,500', '2,500'));
    expect(await paths()).toEqual(['docs/performance.md']);
  });

  it('do not keep a plot of what is measured no more', async () => {
    await measure('latency');
    await writeReportFiles(root, await reportFiles(root));
    await rm(join(results(), 'latency.json'));
    await writeReportFiles(root, await reportFiles(root));
    await expect(readFile(join(root, 'docs', 'performance', 'latency.svg'))).rejects.toThrow('ENOENT');
  });

  it.each([
    ['no JSON', '{'],
    ['a result of another benchmark', JSON.stringify(resultOf('start'))],
  ])('are not made of %s', async (_, text) => {
    await writeFile(join(results(), 'latency.json'), text);
    await expect(reportFiles(root)).rejects.toThrow('latency.json is no result of latency');
  });
});
