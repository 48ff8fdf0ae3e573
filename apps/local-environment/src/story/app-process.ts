import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { outputKeys, outputsFileVariable, stackOutputDefinitions } from '@ams/stack-outputs';

import { fromSource } from '../from-source.js';

/** An app failed, or said something that is not a summary. */
export class AppFailure extends Error {
  override readonly name = 'AppFailure';
}

/** One run of an app, as a user would start it. */
export class AppProcess {
  readonly #app: string;
  readonly #child: ChildProcess;
  #printed = '';
  #reported = '';

  /**
   * @param app folder of the app.
   * @param root folder of the workspace.
   * @param signal ends it.
   */
  constructor(app: string, root: string, args: readonly string[], signal: AbortSignal) {
    this.#app = app;
    this.#child = spawn(process.execPath, fromSource(join(root, 'apps', app, 'src', 'main.ts'), ...args), {
      cwd: root,
      env: withoutOutputs(process.env),
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    // Who waits for its end is told of it there; nobody may be waiting when the signal fires.
    this.#child.on('error', () => undefined);
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.#printed += String(chunk)));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#reported += String(chunk)));
  }

  /** Resolves when it has ended. @throws AppFailure */
  async printed(): Promise<string> {
    const [code] = (await once(this.#child, 'close')) as [number | null];
    if (code !== 0) throw this.#failure(code);
    return this.#printed.trimEnd();
  }

  /** Resolves with what it said like that on standard error. @throws AppFailure when it ends without */
  async said(text: RegExp): Promise<string> {
    for (;;) {
      const [found] = text.exec(this.#reported) ?? [];
      if (found !== undefined) return found;
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) throw this.#failure(this.#child.exitCode);
      await pause(10);
    }
  }

  /** Tells it to stop, and waits until it has. @throws AppFailure */
  stop(): Promise<string> {
    const printed = this.printed();
    this.#child.kill('SIGTERM');
    return printed;
  }

  #failure(code: number | null): AppFailure {
    return new AppFailure(`${this.#app} ended with exit code ${code}:\n${this.#reported || this.#printed}`);
  }
}

/** Variables that name a deployed namespace would win over the story's own outputs, and send its messages there. */
export function withoutOutputs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const outputs = new Set([outputsFileVariable, ...outputKeys.map((key) => stackOutputDefinitions[key].variable)]);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !outputs.has(name)));
}
