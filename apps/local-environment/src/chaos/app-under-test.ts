import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { fromSource } from '../from-source.js';
import { withoutOutputs } from '../story/app-process.js';

/** How long an app may take to begin its work, and to end when it is told to, in milliseconds. */
const patience = 60_000;

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  /** What it printed: its summary, unless it was killed. */
  readonly printed: string;
  readonly reported: string;
}

/** An app as a process of its own, which is ended in the middle of its work. */
export class AppUnderTest {
  readonly #child: ChildProcess;
  readonly #ended: Promise<Ending>;
  #printed = '';
  #reported = '';

  /**
   * @param root folder of the workspace.
   * @param app folder of the app.
   * @param outputsFile tells it how to connect.
   * @param ledger where it notes what it processed, if it is a consumer.
   */
  constructor(
    root: string,
    readonly app: string,
    outputsFile: string,
    args: readonly string[],
    ledger?: string,
  ) {
    const options = ['--outputs', outputsFile, '--json', ...(ledger === undefined ? [] : ['--ledger', ledger])];
    this.#child = spawn(process.execPath, fromSource(join(root, 'apps', app, 'src', 'main.ts'), ...options, ...args), {
      cwd: root,
      env: withoutOutputs(process.env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.#printed += String(chunk)));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#reported += String(chunk)));
    this.#ended = once(this.#child, 'close').then(([code]) => ({
      code: code as number | null,
      printed: this.#printed,
      reported: this.#reported,
    }));
  }

  /** What it said so far beside its result. */
  get reported(): string {
    return this.#reported;
  }

  /** Resolves when it is in the middle of its work. @throws Error when it does not come as far. */
  async atWork(): Promise<void> {
    for (const end = Date.now() + patience; !/(sent \d+ of|receiving)/.test(this.#reported); await pause(10)) {
      if (this.isRunning && Date.now() < end) continue;
      throw new Error(`${this.app} did not begin its work:\n${this.#reported}`);
    }
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when it has ended by itself. */
  ended(): Promise<Ending> {
    return this.#ended;
  }

  /** Tells it to stop, and waits until it has. @throws Error when it does not. */
  async stop(): Promise<Ending> {
    this.#child.kill('SIGTERM');
    const ending = await Promise.race([this.#ended, pause(patience, undefined, { ref: false })]);
    if (ending === undefined) throw new Error(`${this.app} did not end ${patience} ms after SIGTERM.`);
    return ending;
  }

  /** Kills it, if it has not ended yet. */
  async kill(): Promise<Ending> {
    this.#child.kill('SIGKILL');
    return this.#ended;
  }
}
