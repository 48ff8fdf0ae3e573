import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A program that is measured failed. */
export class ProgramFailure extends Error {
  override readonly name = 'ProgramFailure';
}

export interface ChildProgramOptions {
  /** What it is called in messages. */
  readonly name: string;
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Folder that it runs in. */
  readonly directory: string;
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** A line that a program printed. */
export interface PrintedLine {
  readonly text: string;
  /** When it was read, by `performance.now()`. */
  readonly at: number;
}

export interface EndedChild {
  readonly lastLine: PrintedLine | undefined;
  /** When it had ended, by `performance.now()`. */
  readonly at: number;
}

/** A program that runs as a process of its own. */
export interface ChildProgram {
  /**
   * The first line that begins like this.
   *
   * @throws ProgramFailure when it ends before it prints one.
   */
  readonly line: (beginning: string) => Promise<PrintedLine>;
  /** @throws ProgramFailure with what the program said, when it ends with another exit code than 0. */
  readonly ended: Promise<EndedChild>;
  /** Asks it to end. */
  readonly stop: () => void;
}

export function startChild({ name, command, directory, env, signal }: ChildProgramOptions): ChildProgram {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: directory,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A second signal would end it in the middle of what it does to end well.
  const stop = (): void => void (child.killed || child.kill('SIGTERM'));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  const lines = createInterface({ input: child.stdout });
  const printed: PrintedLine[] = [];
  lines.on('line', (text) => printed.push({ text, at: performance.now() }));
  let reported = '';
  child.stderr.on('data', (chunk: Buffer) => (reported += String(chunk)));

  const ended = (async (): Promise<EndedChild> => {
    const [code] = (await once(child, 'close').finally(() => signal.removeEventListener('abort', stop))) as [
      number | null,
    ];
    const at = performance.now();
    if (signal.aborted) throw new ProgramFailure(`The ${name} was stopped before its end.`);
    if (code !== 0) {
      const said = reported || printed.map(({ text }) => text).join('\n');
      throw new ProgramFailure(`The ${name} ended with ${code === null ? 'a signal' : `exit code ${code}`}:\n${said}`);
    }
    return { lastLine: printed.at(-1), at };
  })();
  // Whoever waits for a line hears of a failure first.
  ended.catch(() => undefined);

  const line = async (beginning: string): Promise<PrintedLine> => {
    for (;;) {
      const found = printed.find(({ text }) => text.startsWith(beginning));
      if (found !== undefined) return found;
      const more = await Promise.race([once(lines, 'line').then(() => true), ended.then(() => false)]);
      if (!more)
        throw new ProgramFailure(`The ${name} ended before it printed a line that begins with '${beginning}'.`);
    }
  };
  return { line, ended, stop };
}
