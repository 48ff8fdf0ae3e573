import type { PeerPassage } from '../peers/peer-passage.js';
import { textTable } from '../results/table.js';
import type { PeerFigures } from './measure-peers.js';

const peers = [
  ['slow program', 'slowProgram'],
  ['fast client', 'fastClient'],
] as const;

const processNames = { producer: 'producer', consumer: 'consumer', broker: 'RabbitMQ' };

/** Two tables of the peers, as those of ours. */
export function peerTables(figures: Pick<PeerFigures, 'slowProgram' | 'fastClient'>, count: number): string {
  const rowsOf = <Row>(rows: (title: string, passage: PeerPassage) => readonly Row[]): readonly Row[] =>
    peers.flatMap(([title, key]) => rows(title, figures[key]));
  const steps = rowsOf((title, passage) =>
    (['produce', 'consume', 'total'] as const).map((step) => {
      const { seconds, perSecond } = passage[step];
      return [`${title}: ${step}`, seconds, perSecond];
    }),
  );
  const processes = rowsOf((title, passage) =>
    (['producer', 'consumer', 'broker'] as const).map((name) => {
      const { cpuSeconds, peakMebibytes } = passage.processes[name];
      return [`${title}: ${processNames[name]}`, cpuSeconds, (cpuSeconds / count) * 1_000_000, peakMebibytes];
    }),
  );
  return [
    textTable([`${count.toLocaleString('en-US')} orders on RabbitMQ`, 'seconds', 'messages/s'], steps),
    textTable(['process', 'CPU s', 'CPU µs/message', 'peak MiB'], processes),
  ].join('\n');
}
