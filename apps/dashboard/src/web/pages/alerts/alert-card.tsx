import type { AlertState, CriterionState } from '@ams/monitor-api';
import { useEffect, useRef } from 'preact/hooks';

import { entityAddress } from '../../addresses.js';
import { operatorWord } from '../../charts/thresholds.js';
import { Badge, type Tone } from '../../components/badge.js';
import { Time } from '../../components/time.js';
import { formatCount, formatDuration, formatIsoDuration, formatRate } from '../../format.js';
import { now } from '../../live/live-store.js';
import { conditionOf, type AlertCondition } from './alert-order.js';
import { severityName } from './severity.js';

interface AlertCardProps {
  readonly alert: AlertState;
  /** Whether the page's address names it. */
  readonly isMeant: boolean;
}

const tones: Readonly<Record<AlertCondition, Tone>> = {
  firing: 'critical',
  quiet: 'good',
  waiting: 'neutral',
  off: 'neutral',
  'not evaluated': 'neutral',
};

const words: Readonly<Record<AlertCondition, string>> = {
  firing: 'Firing',
  quiet: 'Quiet',
  waiting: 'Not evaluated yet',
  off: 'Switched off',
  'not evaluated': 'Not evaluated here',
};

/** One alert: whether it fires, for what and since when, and how near each of its conditions is. */
export function AlertCard({ alert, isMeant }: AlertCardProps) {
  const element = useRef<HTMLElement>(null);
  const condition = conditionOf(alert);
  useEffect(() => {
    if (isMeant) element.current?.scrollIntoView({ block: 'center' });
  }, [isMeant]);
  return (
    <article
      ref={element}
      class={['alert', condition === 'firing' && 'firing', isMeant && 'meant'].filter(Boolean).join(' ')}
      aria-label={`${alert.name}: ${words[condition]}`}
    >
      <header>
        <Badge tone={tones[condition]}>{words[condition]}</Badge>
        <h2 class="mono">{alert.name}</h2>
        <span class="muted small">{severityName(alert.severity)}</span>
      </header>
      {alert.description !== null && <p>{alert.description}</p>}
      {alert.firing.map(({ entity, since }) => (
        <p key={entity} class="firing-since">
          <Place entity={entity} /> for {formatDuration(now.value - since)}, since <Time at={since} as="exact" />
        </p>
      ))}
      {alert.notEvaluated !== null && <p class="muted">{alert.notEvaluated}</p>}
      {alert.criteria.length > 0 && (
        <ul class="criteria" aria-label="Conditions">
          {alert.criteria.map((criterion) => (
            <Criterion key={`${criterion.metric} ${criterion.entity}`} criterion={criterion} />
          ))}
        </ul>
      )}
      <p class="muted small">
        Every {formatIsoDuration(alert.frequency)}, over {formatIsoDuration(alert.windowSize)}
        {alert.evaluatedAt !== null && (
          <>
            {' '}
            · evaluated <Time at={alert.evaluatedAt} />
          </>
        )}
        {alert.actionGroups.length > 0 && ` · tells ${alert.actionGroups.join(', ')}`}
        {!alert.autoMitigate && ' · does not resolve by itself'}
      </p>
    </article>
  );
}

function Place({ entity }: { readonly entity: string | null }) {
  if (entity === null) return <>The namespace</>;
  return (
    <a class="mono" href={entityAddress(entity)}>
      {entity}
    </a>
  );
}

function Criterion({ criterion }: { readonly criterion: CriterionState }) {
  const { metric, aggregation, operator, threshold, entity, value, holds } = criterion;
  // A full bar is the threshold, whatever it is; without one there is nothing to be near to.
  const share = value === null || threshold <= 0 ? 0 : Math.min(1, value / threshold);
  return (
    <li class={holds ? 'criterion holds' : 'criterion'}>
      <span>
        <Place entity={entity} />
        <span class="muted">
          {' '}
          {aggregation} of {metric}
        </span>
      </span>
      <meter value={share} aria-label={`${metric} of ${entity ?? 'the namespace'} against its threshold`} />
      <span class="criterion-value">
        <strong>{value === null ? 'no values' : formatRate(value)}</strong>
        <span class="muted">
          {' '}
          {holds ? 'is' : 'is not'} {operatorWord(operator)} {formatCount(threshold)}
        </span>
      </span>
    </li>
  );
}
