import type { EntitySummary } from '../../../api/index.js';
import { entityAddress } from '../../addresses.js';
import { Badge } from '../../components/badge.js';
import { EntityIcon } from '../../components/entity-icon.js';

interface EntityHeadProps {
  readonly path: string;
  readonly summary: EntitySummary | null;
}

/** Name and kind of an entity, and what is unusual about it. */
export function EntityHead({ path, summary }: EntityHeadProps) {
  if (summary === null) return <span class="mono">{path}</span>;
  const { kind, name, topic, status, requiresSession } = summary;
  return (
    <span class="entity-name">
      <EntityIcon kind={kind} />
      {topic !== null && (
        <>
          <a class="mono" href={entityAddress(topic)}>
            {topic}
          </a>
          <span class="separator">/</span>
        </>
      )}
      <span class="mono">{name}</span>
      <Badge>{kind}</Badge>
      {requiresSession && <Badge>sessions</Badge>}
      {status !== 'Active' && <Badge tone="warning">{status}</Badge>}
    </span>
  );
}
