import type { EntitySummary } from '../../../api/index.js';
import { FigureStrip, type StripFigure } from '../../components/figure-strip.js';
import { Figure } from '../../components/number.js';
import { figures, firingCount, monitored, rates } from '../../live/live-store.js';

/** The whole namespace in one line. */
export function NamespaceStrip({ entities }: { readonly entities: readonly EntitySummary[] }) {
  const sum = (of: (entity: EntitySummary) => number) => entities.reduce((all, entity) => all + of(entity), 0);
  const common: readonly StripFigure[] = [
    { label: 'Active', value: <Figure value={sum(({ counts }) => counts.active)} /> },
    { label: 'Scheduled', value: <Figure value={sum(({ counts }) => counts.scheduled)} /> },
    {
      label: 'Dead letters',
      value: <Figure value={sum(({ counts }) => counts.deadLetters + counts.transferDeadLetters)} tone="warning" />,
      href: '/dead-letters',
    },
  ];
  return <FigureStrip label="Namespace" figures={monitored.value ? [...common, ...monitorFigures()] : common} />;
}

function monitorFigures(): readonly StripFigure[] {
  const all = rates.value.get('');
  return [
    { label: 'In', value: <Figure value={all?.incoming ?? 0} as="rate" />, note: 'per second' },
    { label: 'Out', value: <Figure value={all?.outgoing ?? 0} as="rate" />, note: 'per second' },
    { label: 'Settled', value: <Figure value={all?.completed ?? 0} as="rate" />, note: 'per second' },
    { label: 'Connections', value: <Figure value={figures.value?.connections} />, href: '/connections' },
    { label: 'Alerts firing', value: <Figure value={firingCount.value} tone="critical" />, href: '/alerts' },
  ];
}
