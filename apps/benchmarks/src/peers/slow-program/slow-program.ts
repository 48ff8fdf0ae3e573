import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { z } from 'zod';

import { consumerSummary, producerSummary } from '../../processes/apps.js';
import type { Bench } from '../../processes/bench.js';
import { ProgramFailure } from '../../processes/program.js';
import { usageSchema } from '../../processes/usage.js';
import type { PeerApps } from '../peer-apps.js';
import { urlVariable } from '../peer-apps.js';
import { peerQueue } from '../rabbitmq/queue.js';

/**
 * What many teams run: a producer in Python that publishes persistent messages one at a time without confirms (pika),
 * and an asynchronous consumer that acknowledges one at a time (aio_pika).
 */
export function slowProgram(python: string): PeerApps {
  return {
    produce: (bench, url, count) =>
      runPython({ bench, python, script: 'producer.py', url, count }, producerSummary.extend({ usage: usageSchema })),
    consume: (bench, url, count) =>
      runPython({ bench, python, script: 'consumer.py', url, count }, consumerSummary.extend({ usage: usageSchema })),
  };
}

interface PythonRun {
  readonly bench: Pick<Bench, 'root' | 'signal'>;
  readonly python: string;
  readonly script: string;
  readonly url: string;
  readonly count: number;
}

async function runPython<Summary>(
  { bench: { root, signal }, python, script, url, count }: PythonRun,
  summary: z.ZodType<Summary>,
): Promise<Summary> {
  const file = join(root, 'apps', 'benchmarks', 'src', 'peers', 'slow-program', script);
  // Whatever is compiled stays in memory: the folder is of the sources.
  const env = { ...process.env, [urlVariable]: url, PYTHONDONTWRITEBYTECODE: '1' };
  try {
    const { stdout } = await promisify(execFile)(python, [file, peerQueue, String(count)], { env, signal });
    return summary.parse(JSON.parse(stdout));
  } catch (error) {
    if (signal.aborted) throw new ProgramFailure(`${script} was stopped before its end.`);
    throw new ProgramFailure(`${script} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
