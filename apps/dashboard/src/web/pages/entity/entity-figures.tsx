import type { EntityFigures, Gauges } from '@ams/monitor-api';

import type { EntitySummary } from '../../../api/index.js';
import { entityAddress } from '../../addresses.js';
import type { StripFigure } from '../../components/figure-strip.js';
import { Figure } from '../../components/number.js';
import { formatBytes } from '../../format.js';

const noDeferred = 'Service Bus counts no deferred messages';

/** What an entity holds now. A topic keeps messages only until their time comes. */
export function countFigures(entity: EntitySummary, gauges: Gauges | undefined): readonly StripFigure[] {
  const { path, kind, counts, sizeInBytes, maxSizeInMegabytes } = entity;
  const isTopic = kind === 'topic';
  const held: readonly StripFigure[] = isTopic
    ? []
    : [
        {
          label: 'Active',
          value: <Figure value={counts.active} />,
          href: entityAddress(path, 'messages'),
          note: gauges === undefined ? undefined : `${gauges.locked} under lock`,
        },
        { label: 'Deferred', value: <Figure value={counts.deferred} missing={noDeferred} /> },
        {
          label: 'Dead letters',
          value: <Figure value={counts.deadLetters} tone="warning" />,
          href: entityAddress(path, 'dead-letters'),
        },
        {
          label: 'Transfer dead letters',
          value: <Figure value={counts.transferDeadLetters} tone="warning" />,
          href: entityAddress(path, 'transfers'),
        },
      ];
  const scheduled: StripFigure = { label: 'Scheduled', value: <Figure value={counts.scheduled} /> };
  const size: readonly StripFigure[] =
    sizeInBytes === null
      ? []
      : [
          {
            label: 'Size',
            value: <Figure value={sizeInBytes} as="bytes" />,
            note: maxSizeInMegabytes === null ? undefined : `of ${formatBytes(maxSizeInMegabytes * 1024 ** 2)}`,
          },
        ];
  return [...held, ...(kind === 'subscription' ? [] : [scheduled]), ...size, ...linkFigures(kind, gauges)];
}

function linkFigures(kind: EntitySummary['kind'], gauges: Gauges | undefined): readonly StripFigure[] {
  if (gauges === undefined) return [];
  const senders = { label: 'Senders', value: <Figure value={gauges.senders} />, href: '/connections' };
  const receivers = { label: 'Receivers', value: <Figure value={gauges.receivers} />, href: '/connections' };
  return [...(kind === 'subscription' ? [] : [senders]), ...(kind === 'topic' ? [] : [receivers])];
}

/** What happened since the broker started. */
export function totalFigures({ totals }: EntityFigures): readonly StripFigure[] {
  const figure = (label: string, value: number, tone?: 'warning' | 'critical'): StripFigure => ({
    label,
    value: <Figure value={value} tone={tone} />,
  });
  return [
    { ...figure('In', totals.incoming), note: formatBytes(totals.incomingBytes) },
    { ...figure('Out', totals.outgoing), note: formatBytes(totals.outgoingBytes) },
    figure('Completed', totals.completed),
    figure('Abandoned', totals.abandoned),
    figure('Deferred', totals.deferred),
    figure('Dead-lettered', totals.deadLettered, 'warning'),
    figure('Expired', totals.expired),
    figure('Refused', totals.userErrors + totals.throttled + totals.serverErrors, 'critical'),
  ];
}
