import { textTable } from '../results/table.js';
import type { OverheadRound } from './measure-overhead.js';

const processNames = { producer: 'producer', consumer1: 'consumer 1', consumer2: 'consumer 2', broker: 'server' };

/** Two tables: how long it took with either server, and what it took of the machine. */
export function overheadTables(
  { broker, nullServer, ratios, nullServerMicrosecondsPerMessage }: OverheadRound,
  count: number,
): string {
  const steps = (['produce', 'consume', 'total'] as const).map((step) => [
    step,
    broker[step].seconds,
    nullServer[step].seconds,
    ratios[step],
  ]);
  const processes = (['producer', 'consumer1', 'consumer2', 'broker'] as const).map((name) => {
    const [ours, least] = [broker, nullServer].map(({ processes: all }) => all[name].cpuSeconds) as [number, number];
    return [processNames[name], ours, least, microseconds(ours, count), microseconds(least, count)];
  });
  const orders = `${count.toLocaleString('en-US')} orders`;
  return [
    textTable([orders, 'broker s', 'null server s', 'ratio'], steps),
    textTable(['CPU', 'broker s', 'null server s', 'broker µs/message', 'null server µs/message'], processes),
    'The null server stores nothing and answers at once. Without starting, it used ' +
      `${nullServerMicrosecondsPerMessage.toFixed(1)} µs of CPU for each message, in and out.`,
  ].join('\n');
}

function microseconds(cpuSeconds: number, count: number): number {
  return (cpuSeconds / count) * 1_000_000;
}
