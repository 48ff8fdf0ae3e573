import { formatDuration } from '../../format.js';
import { alerts, now } from '../../live/live-store.js';

/** Alerts that fire for this entity, or nothing. */
export function FiringHere({ entity }: { readonly entity: string }) {
  const firing = (alerts.value?.alerts ?? []).flatMap(({ name, description, firing: places }) =>
    places.filter((place) => place.entity === entity).map(({ since }) => ({ name, description, since })),
  );
  if (firing.length === 0) return null;
  return (
    <ul class="notices" aria-label="Alerts firing here">
      {firing.map(({ name, description, since }) => (
        <li key={name} class="notice critical">
          <a href={`/alerts?alert=${encodeURIComponent(name)}`}>{name}</a> has fired for{' '}
          {formatDuration(now.value - since)}.{description !== null && <span class="muted"> {description}</span>}
        </li>
      ))}
    </ul>
  );
}
