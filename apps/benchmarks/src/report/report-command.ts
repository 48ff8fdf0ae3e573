import type { AppContext } from '@ams/messaging-runtime/cli';
import { Command } from '@commander-js/extra-typings';

import { workspaceRoot } from '../processes/workspace-root.js';
import { outdated, reportFiles, writeReportFiles } from './report-files.js';

/** The documentation shows other figures than were measured. */
export class OutdatedReportError extends Error {
  override readonly name = 'OutdatedReportError';
}

/** Brings what was measured into the documentation, so that a figure stands in one place. */
export function reportCommand({ print }: AppContext) {
  return new Command('report')
    .description('Writes the tables of docs/performance.md and its plots from the results of the benchmarks.')
    .option('--check', 'writes nothing, and fails when the documentation is not what the results say')
    .showHelpAfterError('Run with --help for the options.')
    .allowExcessArguments(false)
    .action(async ({ check }) => {
      const root = workspaceRoot();
      const files = outdated(await reportFiles(root));
      const paths = files.map(({ path }) => path).join(', ');
      if (check === true && files.length > 0) {
        throw new OutdatedReportError(`Not what the results say: ${paths}. Run npx nx run benchmarks:report.`);
      }
      await writeReportFiles(root, files);
      print(files.length === 0 ? 'The documentation is what the results say.' : `Brought up to date: ${paths}`);
    });
}
