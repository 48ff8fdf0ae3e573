import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { connect } from 'amqplib';

import type { Bench } from '../../processes/bench.js';
import { ProgramFailure } from '../../processes/program.js';
import type { Usage } from '../../processes/usage.js';
import { freePorts } from '../../processes/free-ports.js';
import { processesWith, usageOf } from './process-files.js';

/** How long RabbitMQ may take to start, in milliseconds. */
const startTimeout = 60_000;

/** Milliseconds between two looks at something that takes a while. */
const lookAgain = 100;

/** RabbitMQ, running on its own. */
export interface RunningRabbitMq {
  /** `amqp://…`, of a user who may do everything */
  readonly url: string;
  /** `3.10.8, Erlang/OTP 25.2.3` */
  readonly version: string;
}

/**
 * Starts RabbitMQ as a node of its own, without plugins and without the configuration of the machine: its data, its log
 * and its secrets are in a folder that goes with it. Ends all of its processes when the work is done, without giving it
 * time to tidy up.
 *
 * @param script `rabbitmq-server`
 * @returns with `usage`, what all of its processes used up to the end of the work
 * @throws ProgramFailure with what it said, when it does not start.
 */
export async function withRabbitMq<Result>(
  { folder, signal }: Pick<Bench, 'folder' | 'signal'>,
  script: string,
  work: (node: RunningRabbitMq) => Promise<Result>,
): Promise<{ readonly result: Result; readonly usage: Usage }> {
  const home = await mkdtemp(join(folder, 'rabbitmq-'));
  const ports = await freePorts(3);
  const env = environmentOf(home, ports);
  const mark = `${markName}=${env[markName]}`;
  const kill = (): void => killAll(mark);
  process.on('exit', kill);
  try {
    const url = `amqp://guest:guest@127.0.0.1:${ports[0]}`;
    const version = await start(script, env, url, signal);
    const result = await work({ url, version });
    return { result, usage: usageOf(processesWith(mark)) };
  } finally {
    while (processesWith(mark).length > 0) {
      kill();
      await pause(lookAgain);
    }
    process.off('exit', kill);
    await rm(home, { recursive: true, force: true });
  }
}

/** Tells the processes of this node from all others: its value is a folder that nobody else has. */
const markName = 'RABBITMQ_MNESIA_BASE';

function environmentOf(home: string, [port, distributionPort, mapperPort]: readonly number[]) {
  return {
    HOME: home,
    [markName]: join(home, 'data'),
    RABBITMQ_LOG_BASE: join(home, 'log'),
    RABBITMQ_NODENAME: 'ams-benchmark@localhost',
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distributionPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(mapperPort),
    // There are none: everything is as it comes.
    RABBITMQ_CONFIG_FILE: join(home, 'rabbitmq'),
    RABBITMQ_CONF_ENV_FILE: join(home, 'rabbitmq-env.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(home, 'enabled_plugins'),
  };
}

/** @returns the version, once it takes connections. */
async function start(
  script: string,
  env: Readonly<Record<string, string>>,
  url: string,
  signal: AbortSignal,
): Promise<string> {
  // In a group of its own, or a Ctrl+C would reach it before it may.
  const server = spawn(script, { env: { ...process.env, ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let ended = false;
  for (const output of [server.stdout, server.stderr]) output.on('data', (chunk: Buffer) => (said += String(chunk)));
  void once(server, 'close').then(
    () => (ended = true),
    (error: unknown) => {
      said += String(error);
      ended = true;
    },
  );
  const impatient = performance.now() + startTimeout;
  for (;;) {
    if (signal.aborted) throw new ProgramFailure('RabbitMQ was stopped before its end.');
    const version = await versionOf(url);
    if (version !== undefined) return version;
    if (ended || performance.now() > impatient) {
      throw new ProgramFailure(`RabbitMQ does not start; --no-peers leaves it out. It said:\n${said}`);
    }
    await pause(lookAgain);
  }
}

/** @returns undefined for as long as it takes no connections. */
async function versionOf(url: string): Promise<string | undefined> {
  try {
    const connection = await connect(url);
    const { version, platform } = connection.connection.serverProperties;
    await connection.close();
    return `${version}, ${platform}`;
  } catch {
    return undefined;
  }
}

function killAll(mark: string): void {
  for (const id of processesWith(mark)) {
    try {
      process.kill(id, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}
