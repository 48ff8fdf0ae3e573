import type { TopologyView } from '../../../api/index.js';
import { entityAddress } from '../../addresses.js';
import { Figure } from '../../components/number.js';
import { entityOf } from '../../live/live-store.js';
import { topologyLines } from './topology-lines.js';

/** The drawing as a list: each box, and where its lines lead. */
export function TopologyText({ topology }: { readonly topology: TopologyView }) {
  return (
    <ul class="topology-text">
      {topologyLines(topology).map(({ id, kind, name, entity, targets }) => (
        <li key={id}>
          <span class="muted">{kind}</span>{' '}
          {entity === null ? (
            <span class="mono">{name}</span>
          ) : (
            <a class="mono" href={entityAddress(entity)}>
              {entity}
            </a>
          )}
          {entity !== null && <Counts entity={entity} />}
          {targets.length > 0 && (
            <ul>
              {targets.map((target) => (
                <li key={target} class="muted">
                  {target}
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

function Counts({ entity }: { readonly entity: string }) {
  const known = entityOf(entity);
  if (known === undefined || known.kind === 'topic') return null;
  const { active, deadLetters, transferDeadLetters } = known.counts;
  return (
    <span class="small">
      {' '}
      <Figure value={active} /> active, <Figure value={deadLetters + transferDeadLetters} tone="warning" /> dead letters
    </span>
  );
}
