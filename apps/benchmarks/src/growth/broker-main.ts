/** A durable broker that tells the process that started it what it uses: `broker-main.ts <topology> <data directory>`. */
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { startBroker } from '@ams/local-broker';
import type { Topology } from '@ams/service-bus-model';

import { peakMebibytes } from '../processes/high-water-mark.js';
import type { BrokerReport, Memory, Question } from './broker-report.js';

const [topology, dataDirectory] = process.argv.slice(2);
const broker = await startBroker({ topology: JSON.parse(String(topology)) as Topology, dataDirectory });

process.on('message', (question: Question) => void answer(question));
for (const event of ['SIGTERM', 'disconnect']) {
  process.once(event, () => void broker.close().then(() => process.exit()));
}
tell({ kind: 'listening', connectionString: broker.connectionString() });

async function answer(question: Question): Promise<void> {
  if (question === 'memory') return tell({ kind: 'memory', memory: await memory() });
  const { user, system } = process.cpuUsage();
  tell({ kind: 'cpu', microseconds: user + system });
}

async function memory(): Promise<Memory> {
  const before = { residentMebibytes: process.memoryUsage.rss() / 2 ** 20, peakMebibytes: peakMebibytes() };
  collectGarbage();
  // Buffers of objects that the first collection found are given back after it, and found by the second.
  await turn();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return { ...before, usedMebibytes: (heapUsed + external) / 2 ** 20 };
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

function tell(report: BrokerReport): void {
  process.send?.(report);
}
