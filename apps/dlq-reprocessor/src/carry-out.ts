import { type MoveOptions, type MoveResult, type Telemetry } from '@ams/messaging-runtime';
import { countOf, withTelemetry, type AppContext } from '@ams/messaging-runtime/cli';
import { summaryLine } from './account-text.js';
import { JobReport, type SourceSummary } from './job-report.js';
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

/** All of it, as `--json` prints it. */
interface Summary {
  readonly app: string;
  readonly dryRun: boolean;
  /** Whether it was told to stop before it was through. */
  readonly interrupted: boolean;
  readonly sources: readonly SourceSummary[];
}

/**
 * Does one job after the other and tells about it.
 *
 * @throws Error if not all that was meant could be moved, or it was told to stop before
 */
export async function carryOut(
  jobs: readonly Job[],
  manner: Manner,
  options: CommonOptions,
  context: AppContext,
): Promise<void> {
  const sources: SourceSummary[] = [];
  const summary = (): Summary => {
    return { app: options.app, dryRun: manner.dryRun, interrupted: context.signal.aborted, sources };
  };
  const telemetryOptions = { service: options.app, otlp: options.otlp, log: loggerFor(options) };
  try {
    await withTelemetry(telemetryOptions, async (telemetry) => {
      for (const job of jobs) {
        await carryOutOne(job, { ...manner, telemetry }, options, context, sources);
        if (context.signal.aborted) break;
      }
    });
  } finally {
    // What was done before a failure is done, and whoever reads the JSON must know of it.
    if (options.json === true) context.print(JSON.stringify(summary()));
  }
  checkOutcome(summary(), jobs);
}

async function carryOutOne(
  { name, noun, run }: Job,
  { dryRun, ...manner }: Manner & { readonly telemetry: Telemetry | undefined },
  options: CommonOptions,
  { signal, print }: AppContext,
  sources: SourceSummary[],
): Promise<void> {
  const log = loggerFor(options);
  const printText = options.json === true ? undefined : print;
  const report = new JobReport({ source: name, dryRun, log, print: printText });
  const { onBegin, onDeadLetter } = report;
  const conclude = (result: MoveResult | undefined, error?: string): void => {
    report.end();
    const summary = report.summary(result, error);
    printText?.(summaryLine(summary, noun, dryRun));
    sources.push(summary);
  };
  printText?.(`${name}:`);
  try {
    conclude(await run({ ...manner, signal, log, onBegin, onDeadLetter }));
  } catch (error) {
    conclude(undefined, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** @throws Error if there is something that somebody has to look after */
function checkOutcome({ dryRun, interrupted, sources }: Summary, jobs: readonly Job[]): void {
  const left = sources.reduce((sum, { failed, refused, notReceived }) => sum + failed + refused + notReceived, 0);
  const problems = [];
  if (left > 0) {
    const nouns = [...new Set(jobs.map(({ noun }) => noun))].join(' or ');
    problems.push(`${countOf(left, nouns)} ${dryRun ? 'cannot be sent' : 'could not be sent, and stayed'}`);
  }
  if (interrupted) problems.push('it was stopped before it was through');
  if (problems.length > 0) throw new Error(problems.join('; '));
}
