import type { Resolution } from '@ams/monitor-api';

import type { SeriesTone } from './chart.js';
import type { HistoryColumn } from './thresholds.js';

interface ChartSpec {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly {
    readonly column: HistoryColumn;
    readonly label: string;
    readonly tone: SeriesTone;
    readonly filled?: boolean;
  }[];
}

/** The charts of an entity: what it holds, what it cannot be rid of, and what moves. */
export function chartSpecs(resolution: Resolution): readonly ChartSpec[] {
  return [
    {
      title: 'Backlog',
      unit: 'messages',
      lines: [
        { column: 'active', label: 'Active', tone: 'accent', filled: true },
        { column: 'scheduled', label: 'Scheduled', tone: 'muted' },
      ],
    },
    {
      title: 'Dead letters',
      unit: 'messages',
      lines: [{ column: 'deadLetters', label: 'Dead letters', tone: 'warning', filled: true }],
    },
    {
      title: 'Rates',
      unit: `messages per ${resolution}`,
      lines: [
        { column: 'incoming', label: 'In', tone: 'accent' },
        { column: 'outgoing', label: 'Out', tone: 'ink' },
        { column: 'completed', label: 'Settled', tone: 'good' },
        { column: 'abandoned', label: 'Abandoned', tone: 'muted' },
        { column: 'deadLettered', label: 'Dead-lettered', tone: 'warning' },
      ],
    },
  ];
}
