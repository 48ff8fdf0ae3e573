import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = '/usr/bin/prometheus';

/** Whether there is a Prometheus on this machine, as Debian's package has it. */
export const hasPrometheus = existsSync(program) && existsSync('/usr/bin/promtool');

/** What Prometheus answers to a query: by the labels, the latest values as text. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** A Prometheus that scrapes one target each second. */
export class Prometheus {
  private constructor(
    private readonly process: ChildProcess,
    private readonly port: number,
    private readonly directory: string,
  ) {}

  /** @param target host and port of what it scrapes, at `/metrics`. */
  static async start(target: string): Promise<Prometheus> {
    const directory = mkdtempSync(join(tmpdir(), 'prometheus-'));
    const file = join(directory, 'prometheus.yml');
    writeFileSync(file, configurationFor(target));
    const port = await freePort();
    const process = spawn(
      program,
      [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(directory, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=error',
      ],
      { stdio: 'ignore' },
    );
    const prometheus = new Prometheus(process, port, directory);
    await until(async () => (await prometheus.#get('/-/ready')).ok);
    return prometheus;
  }

  /** The latest values. @throws Error when Prometheus cannot read the query. */
  async query(expression: string): Promise<readonly Sample[]> {
    const response = await this.#get(`/api/v1/query?${new URLSearchParams({ query: expression })}`);
    const answer = (await response.json()) as { error?: string; data?: { result: readonly Sample[] } };
    if (answer.data === undefined) throw new Error(`${expression}: ${answer.error}`);
    return answer.data.result;
  }

  /** Waits until the query has an answer. */
  async await(expression: string): Promise<readonly Sample[]> {
    let samples: readonly Sample[] = [];
    await until(async () => (samples = await this.query(expression)).length > 0);
    return samples;
  }

  async stop(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill();
    await ended;
    rmSync(this.directory, { recursive: true, force: true });
  }

  async #get(path: string): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, { headers: { connection: 'close' } });
  }
}

/** The configuration of the documentation, made quicker. */
function configurationFor(target: string): string {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/monitoring-the-broker.md'), 'utf8');
  const [, configuration = ''] = /^```yaml\n(scrape_configs:\n.*?)^```$/ms.exec(page) ?? [];
  return configuration.replace('localhost:5672', target).replace('scrape_interval: 5s', 'scrape_interval: 1s');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

/** A program that has just been started answers nothing at first. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await condition().catch(() => false))) {
    if (Date.now() > end) throw new Error('It did not come about within 30 seconds.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
