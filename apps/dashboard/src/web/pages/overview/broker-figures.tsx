import { FigureStrip } from '../../components/figure-strip.js';
import { Figure } from '../../components/number.js';
import { Section } from '../../components/page.js';
import { Time } from '../../components/time.js';
import { formatBytes, formatDuration } from '../../format.js';
import { figures } from '../../live/live-store.js';

/** The broker's own health: what its journal and its memory hold. */
export function BrokerFigures() {
  const known = figures.value;
  if (known === null) return null;
  const { journal, memory } = known;
  return (
    <Section title="Broker">
      <FigureStrip
        label="Journal and memory"
        figures={[
          {
            label: 'Started',
            value: <Time at={known.startedAt} />,
            note: journal.durable ? 'messages are on disk' : 'messages are in memory alone',
          },
          {
            label: 'Journal',
            value: <Figure value={journal.databaseBytes} as="bytes" />,
            note: `log ${formatBytes(journal.logBytes)}`,
          },
          {
            label: 'Waits for the disk',
            value: <Figure value={journal.syncs} />,
            note: journal.syncs === 0 ? 'none yet' : `${formatDuration(journal.syncMilliseconds / journal.syncs)} each`,
          },
          { label: 'Not on disk yet', value: <Figure value={journal.pending} />, note: 'changes' },
          {
            label: 'Messages in memory',
            value: <Figure value={memory.messageBytes} as="bytes" />,
            note: memory.messageBudget === undefined ? 'no limit' : `of ${formatBytes(memory.messageBudget)}`,
          },
          {
            label: 'Process',
            value: <Figure value={memory.residentBytes} as="bytes" />,
            note: `heap ${formatBytes(memory.heapBytes)}`,
          },
        ]}
      />
    </Section>
  );
}
