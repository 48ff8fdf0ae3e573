import { failureOf, type MoveAccount, type MoveOptions, type MoveResult, type Telemetry } from '@ams/messaging-runtime';
import { countOf, showProgress, withTelemetry, type AppContext } from '@ams/messaging-runtime/cli';
import { accountLines, summaryLine } from './account-text.js';
import { loggerFor, type CommonOptions } from './options/common-options.js';

/** Something to do with the messages of one source. */
export interface Job {
  /** For people: `queue orders`. */
  readonly name: string;
  /** What they are: `dead letter`. */
  readonly noun: string;
  readonly run: (options: MoveOptions) => Promise<MoveResult>;
}

export interface Manner {
  readonly dryRun: boolean;
  readonly limit: number | undefined;
  readonly rate: number | undefined;
}

/** What became of the messages of one source, as `--json` prints it. */
export interface SourceSummary extends MoveResult {
  readonly source: string;
  /** How many were looked at, by the reason they carry. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** Lines about single messages, per source; the summary counts them all. */
const linesShown = 50;

/**
 * Does one job after the other and tells about it.
 *
 * @throws Error if not all that was meant could be moved
 */
export async function carryOut(
  jobs: readonly Job[],
  manner: Manner,
  options: CommonOptions,
  context: AppContext,
): Promise<void> {
  const { dryRun } = manner;
  const json = options.json === true;
  const summaries: SourceSummary[] = [];
  const telemetryOptions = { service: options.app, otlp: options.otlp, log: loggerFor(options) };
  await withTelemetry(telemetryOptions, async (telemetry) => {
    for (const job of jobs) {
      if (!json) context.print(`${job.name}:`);
      const summary = await carryOutOne(job, { ...manner, telemetry }, options, context);
      if (!json) context.print(summaryLine(summary, job.noun, dryRun));
      summaries.push(summary);
      if (context.signal.aborted) break;
    }
  });
  if (json) context.print(JSON.stringify({ app: options.app, dryRun, sources: summaries }));
  const left = summaries.reduce((sum, { failed, refused, notReceived }) => sum + failed + refused + notReceived, 0);
  if (left > 0) {
    const nouns = [...new Set(jobs.map(({ noun }) => noun))].join(' or ');
    throw new Error(`${countOf(left, nouns)} ${dryRun ? 'cannot be sent' : 'could not be sent, and stayed'}`);
  }
}

async function carryOutOne(
  { name, run }: Job,
  { dryRun, limit, rate, telemetry }: Manner & { readonly telemetry: Telemetry | undefined },
  options: CommonOptions,
  { signal, print }: AppContext,
): Promise<SourceSummary> {
  const log = loggerFor(options);
  const reasons = new Map<string, number>();
  let progress: Awaited<ReturnType<typeof showProgress>> | undefined;
  let [examined, lines, held] = [0, 0, 0];
  const show = (message: Parameters<NonNullable<MoveOptions['onDeadLetter']>>[0], account: MoveAccount): void => {
    if (options.json === true || account.fate === 'unmatched') return;
    lines += 1;
    if (lines > linesShown) held += 1;
    else for (const line of accountLines(message, account, name, dryRun)) print(line);
  };
  const result = await run({
    limit,
    rate,
    signal,
    log,
    telemetry,
    onBegin: async (total) => {
      progress = await showProgress(total, log, 'looked at');
    },
    onDeadLetter: (message, account) => {
      const reason = failureOf(message).reason ?? 'no reason';
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      examined += 1;
      progress?.advance(examined);
      show(message, account);
    },
  });
  progress?.end();
  if (held > 0) print(`  … and ${held} more`);
  return { source: name, ...result, reasons: Object.fromEntries(reasons) };
}
