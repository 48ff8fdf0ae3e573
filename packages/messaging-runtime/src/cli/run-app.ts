import { CommanderError } from '@commander-js/extra-typings';
import { problemOf } from '../errors.js';
import { redact } from '../redact.js';
import type { AppContext } from './app-context.js';

/** How an app ends: as asked, with a failure, or for a command line that it does not understand. */
export const exitCodes = { success: 0, failure: 1, usage: 2 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The part of a commander command that running it takes. */
export interface RunnableCommand {
  name(): string;
  /** What was given beside options. */
  readonly args: readonly string[];
  opts(): object;
  /** Commands within it, of which each ends and writes for itself. */
  readonly commands: readonly Pick<RunnableCommand, 'args' | 'exitOverride' | 'configureOutput'>[];
  exitOverride(): unknown;
  configureOutput(output: {
    writeOut(text: string): void;
    writeErr(text: string): void;
    outputError(text: string, write: (text: string) => void): void;
  }): unknown;
  parseAsync(argv: readonly string[], options: { from: 'user' }): Promise<unknown>;
}

export type CommandFactory = (context: AppContext) => RunnableCommand;

/** A combination of options that is wrong though each is right. Ends the app with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Runs a command to its end. An error becomes one line on standard error, without secrets, and with its stack only at
 * `--log-level debug` or `trace`.
 *
 * @param argv the arguments of the user, without the program's
 */
export async function execute(create: CommandFactory, argv: readonly string[], context: AppContext): Promise<ExitCode> {
  const command = create(context);
  for (const each of [command, ...command.commands]) {
    each.exitOverride();
    each.configureOutput({
      writeOut: (text) => context.print(text.trimEnd()),
      writeErr: (text) => context.report(text.trimEnd()),
      outputError: (text, write) => write(namingExcess(text, each.args)),
    });
  }
  try {
    await command.parseAsync(argv, { from: 'user' });
    return exitCodes.success;
  } catch (error) {
    // Commander has told the user already; it throws for --help, too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
    context.report(redact(`${command.name()}: ${textOf(error)}`));
    const logLevel: unknown = Reflect.get(command.opts(), 'logLevel');
    if (logLevel === 'debug' || logLevel === 'trace') context.report(redact(stackOf(error)));
    return error instanceof UsageError ? exitCodes.usage : exitCodes.failure;
  }
}

/** A Ctrl-C reaches an app that Nx runs twice, from the terminal and from Nx: milliseconds that count as one. */
const sameSignal = 1_000;

/**
 * Runs a command as this process: with its arguments, stopping on SIGINT and SIGTERM, or when a parent that has a channel
 * to it goes away, and with an exit code. A second signal ends it at once; messages that it holds come again to others when
 * their locks expire.
 */
export async function runApp(create: CommandFactory): Promise<void> {
  const stop = new AbortController();
  let stoppedAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stoppedAt !== undefined) {
      if (performance.now() - stoppedAt > sameSignal) process.exit(exitCodes.failure);
      return;
    }
    stoppedAt = performance.now();
    process.stderr.write(`${signal}: finishing what is under way; once more ends it at once\n`);
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // Whoever started this process with a channel to it, and is gone, has no more use for it.
  process.once('disconnect', () => stop.abort());
  process.channel?.unref();
  // Whoever read the output, such as `head`, has seen enough of it; a log that nobody reads is no reason to stop.
  whenUnread(process.stdout, () => stop.abort());
  whenUnread(process.stderr, () => undefined);
  process.exitCode = await execute(create, process.argv.slice(2), {
    signal: stop.signal,
    print: (line) => void process.stdout.write(`${line}\n`),
    report: (line) => void process.stderr.write(`${line}\n`),
    columns: process.stdout.columns,
  });
  process.off('SIGINT', onSignal);
  process.off('SIGTERM', onSignal);
  // A connection that does not close, to a broker that went away, must not keep a finished process.
  setTimeout(() => process.exit(), 2_000).unref();
}

/** Calls back, instead of a failure of the process, when the other end of a pipe is closed. */
function whenUnread(stream: NodeJS.WriteStream, callback: () => void): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    callback();
  });
}

/** Commander counts arguments that nobody asked for, and does not name them. */
function namingExcess(text: string, args: readonly string[]): string {
  return text.startsWith('error: too many arguments') ? `${text.trimEnd()} Leave out: ${args.join(' ')}` : text;
}

/** The client's error for several failed attempts has no message of its own: the last attempt's is told then. */
function textOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : problemOf(error);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
