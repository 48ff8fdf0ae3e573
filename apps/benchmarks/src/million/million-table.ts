import { textTable } from '../results/table.js';
import type { Passage } from './passage.js';

/** What one round measured. */
export type MillionRound = { readonly inTurn: Passage; readonly atOnce: Passage };

const passages = [
  ['in turn', 'inTurn'],
  ['at once', 'atOnce'],
] as const;

const processNames = { producer: 'producer', consumer1: 'consumer 1', consumer2: 'consumer 2', broker: 'broker' };

/** Two tables: how long it took, and what it took of the machine. */
export function millionTables(round: MillionRound, count: number): string {
  const steps = passages.flatMap(([title, key]) =>
    (['produce', 'consume', 'total'] as const).map((step) => {
      const { seconds, perSecond } = round[key][step];
      return [`${title}: ${step}`, seconds, perSecond];
    }),
  );
  const processes = passages.flatMap(([title, key]) =>
    (['producer', 'consumer1', 'consumer2', 'broker'] as const).map((name) => {
      const { cpuSeconds, peakMebibytes } = round[key].processes[name];
      return [`${title}: ${processNames[name]}`, cpuSeconds, (cpuSeconds / count) * 1_000_000, peakMebibytes];
    }),
  );
  return [
    textTable([`${count.toLocaleString('en-US')} orders`, 'seconds', 'messages/s'], steps),
    textTable(['process', 'CPU s', 'CPU µs/message', 'peak MiB'], processes),
    'Every message was acknowledged exactly once.',
  ].join('\n');
}
