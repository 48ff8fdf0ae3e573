import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type OutputKey, stackOutputDefinitions } from '@ams/stack-outputs';
import { z } from 'zod';

import type { Bench } from '../processes/bench.js';
import { freePorts } from '../processes/free-ports.js';
import { type Program, ProgramFailure, startProgram } from '../processes/program.js';

/** How the service accepts an order: by writing it to its disk, or by publishing it. */
export type Mode = 'outbox' | 'direct';

const count = z.number().int().nonnegative();

/** The summary of the service, as far as it is looked at. */
const orderApiSummary = z.object({ accepted: count, published: count, refused: count, waiting: count });

export type OrderApiSummary = z.infer<typeof orderApiSummary>;

/** Seconds in which what waits is published when it is stopped. */
const stopDeadline = 600;

/**
 * The service as a user runs it, with an empty outbox; stopped when the work is done and all is published.
 *
 * @throws ProgramFailure when it does not start, or fails
 */
export async function withOrderApi<Result>(
  bench: Bench,
  connectionString: string,
  mode: Mode,
  work: (url: string) => Promise<Result>,
): Promise<{ readonly result: Result; readonly summary: OrderApiSummary }> {
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const { root, folder, signal } = bench;
  const place = mode === 'direct' ? ['--no-outbox'] : ['--outbox-file', join(folder, `outbox-${port}.db`)];
  const service = startProgram({
    name: 'order-api',
    root,
    source: 'apps/order-api/src/main.ts',
    args: ['--port', String(port), '--stop-deadline', String(stopDeadline), '--json', '--log-level', 'error', ...place],
    env: outputsFor(connectionString),
    folder,
    signal,
  });
  try {
    await untilReady(url, service, signal);
    const result = await work(url);
    service.stop();
    const { lastLine } = await service.ended;
    if (lastLine === undefined) throw new ProgramFailure('The order-api ended without a summary.');
    return { result, summary: orderApiSummary.parse(JSON.parse(lastLine.text)) };
  } finally {
    service.stop();
    await service.ended.catch(() => undefined);
  }
}

/** Until it can accept orders and has connected to the broker. */
async function untilReady(url: string, service: Program, signal: AbortSignal): Promise<void> {
  const isReady = async (): Promise<boolean> => {
    const answer = await fetch(`${url}/health/ready`, { signal }).catch(() => undefined);
    return answer?.ok === true && readiness.parse(await answer.json()).checks.every(({ ok }) => ok);
  };
  const ended = service.ended.then(() => {
    throw new ProgramFailure('The order-api ended before it was ready.');
  });
  ended.catch(() => undefined);
  while (!(await Promise.race([isReady(), ended]))) await pause(50, undefined, { signal });
}

const readiness = z.object({ checks: z.array(z.object({ ok: z.boolean() })) });

function outputsFor(connectionString: string): Readonly<Record<string, string>> {
  const variableOf = (key: OutputKey): string => stackOutputDefinitions[key].variable;
  return {
    [variableOf('queueName')]: 'orders',
    [variableOf('queueSendConnectionString')]: connectionString,
    [variableOf('sessionQueueName')]: 'customer-orders',
    [variableOf('sessionQueueSendConnectionString')]: connectionString,
  };
}
