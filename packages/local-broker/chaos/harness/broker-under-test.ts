import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { NamespaceName } from './namespaces.js';
import type { HeldMemory } from './resources.js';

/** Where clients find the broker. */
export interface Endpoint {
  readonly port: number;
  readonly connectionString: string;
}

const program = fileURLToPath(new URL('broker-process.ts', import.meta.url));

/** A broker on one directory and one port, started again each time it was killed. */
export class BrokerUnderTest {
  readonly #directory: string;
  #port = 0;
  #child: ChildProcess | undefined;

  /**
   * @param directory where it keeps its messages.
   * @param haste how many times as fast as ours its time goes.
   */
  constructor(
    directory: string,
    private readonly namespace: NamespaceName = 'standard',
    private readonly haste = 1,
  ) {
    this.#directory = directory;
  }

  /** Of its process. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Bytes that it holds once its garbage is collected. */
  async heldMemory(): Promise<number> {
    const child = this.#child;
    if (child === undefined) throw new Error('No broker runs whose memory could be looked at.');
    child.send('memory');
    const [{ held }] = (await once(child, 'message')) as [HeldMemory];
    return held;
  }

  /** @throws Error when it ends before it listens; what it says to that is on the console. */
  async start(): Promise<Endpoint> {
    const child = this.#fork();
    const endpoint = await Promise.race([
      once(child, 'message').then(([message]) => message as Endpoint),
      once(child, 'exit').then(([code, signal]) => {
        this.#child = undefined;
        throw new Error(`The broker did not start: it ended with ${String(code ?? signal)}.`);
      }),
    ]);
    this.#port = endpoint.port;
    return endpoint;
  }

  /** Kills it while it is still reading what it left behind, or just done with it. */
  async startAndKill(milliseconds: number): Promise<void> {
    this.#fork();
    await pause(milliseconds);
    await this.kill();
  }

  #fork(): ChildProcess {
    this.#child = fork(program, [this.#directory, String(this.#port), this.namespace, String(this.haste)], {
      execArgv: ['--conditions=@ams/source', '--import', 'tsx'],
    });
    return this.#child;
  }

  /** @throws Error when it ended by itself before. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const { exitCode, signalCode } = child;
    if (exitCode !== null || signalCode !== null) {
      throw new Error(`The broker ended by itself, with ${String(exitCode ?? signalCode)}.`);
    }
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}
