import { createLogger } from '@ams/messaging-runtime';
import { appCommand, countOf, userPath, wholeNumber, type AppContext } from '@ams/messaging-runtime/cli';
import { environments } from '@ams/stack-outputs';
import { Option } from '@commander-js/extra-typings';
import { reprocess, type SourceSummary } from './reprocess.js';
import { openSource, sourceKeys } from './sources.js';

const app = {
  name: 'dlq-reprocessor',
  description: 'Sends dead letters back to where they came from, once what ailed them is cured.',
  environments,
  defaultEnvironment: 'local',
  examples: [
    '--dry-run',
    '--source queue',
    '--source billing --reason EarlierFormat --limit 100',
    '--environment=dev --json',
  ],
} as const;

/** Lines about single messages, per source; the summary counts them all. */
const linesShown = 50;

/** The command line of the dead-letter reprocessor. */
export function reprocessorCommand(context: AppContext) {
  return appCommand(app)
    .addOption(
      new Option('-s, --source <name>', 'whose dead letters')
        .choices([...sourceKeys, 'all'] as const)
        .default('all' as const),
    )
    .option('--dry-run', 'only look, and tell what would be done')
    .option('--max-resubmits <count>', 'leave what was sent back this often already', wholeNumber(1, 1_000), 3)
    .option('--limit <count>', 'send back at most so many per source', wholeNumber(1))
    .option('--reason <text>', 'only dead letters with this text in reason or description, in any case')
    .action(async ({ environment, outputs, source, dryRun = false, maxResubmits, limit, reason, json, logLevel }) => {
      const log = createLogger(app.name, logLevel);
      const stack = { environment, file: outputs === undefined ? undefined : userPath(outputs, app.name) };
      const summaries: SourceSummary[] = [];
      for (const key of source === 'all' ? sourceKeys : [source]) {
        const { deadLetters, close } = openSource(key, stack);
        const lines = json === true ? undefined : listOf(context.print, linesShown);
        try {
          if (lines !== undefined) context.print(`${deadLetters.name}:`);
          const tell = lines?.tell ?? (() => undefined);
          const { signal } = context;
          const summary = await reprocess(deadLetters, { dryRun, maxResubmits, limit, reason, signal, log, tell });
          lines?.end();
          if (json !== true) context.print(describe(summary, dryRun));
          summaries.push(summary);
        } finally {
          await close();
        }
      }
      if (json === true) context.print(JSON.stringify({ app: app.name, dryRun, sources: summaries }));
      const failed = summaries.reduce((sum, summary) => sum + summary.failed + summary.notReceived, 0);
      if (failed > 0) throw new Error(`${countOf(failed, 'dead letter')} could not be sent back, and stayed`);
    });
}

function listOf(print: (line: string) => void, most: number) {
  let count = 0;
  return {
    tell: (line: string) => {
      count += 1;
      if (count <= most) print(line);
    },
    end: () => {
      if (count > most) print(`  … and ${count - most} more`);
    },
  };
}

function describe(summary: SourceSummary, dryRun: boolean): string {
  const { examined, resubmitted, exhausted, unmatched, failed, notReceived } = summary;
  if (examined + notReceived === 0) return '  no dead letters';
  const parts = [
    `${resubmitted} ${dryRun ? 'would be sent back' : 'sent back'}`,
    ...(exhausted > 0 ? [`${exhausted} sent back too often`] : []),
    ...(unmatched > 0 ? [`${unmatched} with another reason`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(notReceived > 0 ? [`${notReceived} locked by somebody else`] : []),
  ];
  return `  ${countOf(examined, 'dead letter')}: ${parts.join(', ')}`;
}
