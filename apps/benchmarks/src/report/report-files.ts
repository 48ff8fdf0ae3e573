import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { chapters } from './chapters.js';
import { withTexts } from './marked-text.js';
import { readResults, textOf } from './read-results.js';
import { reportOf } from './report.js';

/** Folder of the plots, beside the document. */
const plotFolder = 'performance';

/** A file of the documentation that results decide on. */
export interface ReportFile {
  /** As seen from the folder of the workspace. */
  readonly path: string;
  /** What it is to hold; undefined: it is not to be there. */
  readonly wanted: string | undefined;
  /** What it holds; undefined: it is not there. */
  readonly found: string | undefined;
}

/**
 * @param root folder of the workspace
 * @returns the document and its plots, in which only some may differ from what they are to be.
 */
export async function reportFiles(root: string): Promise<readonly ReportFile[]> {
  const results = await readResults(join(root, 'apps', 'benchmarks', 'results'));
  const { texts, plots } = reportOf(results, chapters, plotFolder);
  const path = 'docs/performance.md';
  const found = await textOf(join(root, path));
  const document = { path, found, wanted: withTexts(found ?? '', texts) };
  const drawn = [...plots].map(async ([file, wanted]) => {
    const plot = `docs/${plotFolder}/${file}`;
    return { path: plot, wanted, found: await textOf(join(root, plot)) };
  });
  return [document, ...(await Promise.all(drawn))];
}

/** Those that do not hold what they are to hold. */
export function outdated(files: readonly ReportFile[]): readonly ReportFile[] {
  return files.filter(({ wanted, found }) => wanted !== found);
}

export async function writeReportFiles(root: string, files: readonly ReportFile[]): Promise<void> {
  for (const { path, wanted } of files) {
    const file = join(root, path);
    if (wanted === undefined) {
      await rm(file, { force: true });
    } else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, wanted);
    }
  }
}
