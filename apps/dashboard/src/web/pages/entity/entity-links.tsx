import type { EntitySummary } from '../../../api/index.js';
import { entityAddress } from '../../addresses.js';
import { Figure } from '../../components/number.js';
import { entities } from '../../live/live-store.js';

/** Where its messages go by themselves, and what comes here: forwards, and the subscriptions of a topic. */
export function EntityLinks({ entity }: { readonly entity: EntitySummary }) {
  const all = entities.value ?? [];
  const subscriptions = all.filter(({ kind, topic }) => kind === 'subscription' && topic === entity.path);
  const sources = all.filter(
    ({ forwardTo, forwardDeadLetteredMessagesTo }) =>
      forwardTo === entity.path || forwardDeadLetteredMessagesTo === entity.path,
  );
  const lines = [
    { label: 'Forwards to', paths: pathsOf(entity.forwardTo) },
    { label: 'Forwards dead letters to', paths: pathsOf(entity.forwardDeadLetteredMessagesTo) },
    { label: 'Takes what is forwarded from', paths: sources.map(({ path }) => path) },
  ].filter(({ paths }) => paths.length > 0);
  if (lines.length === 0 && subscriptions.length === 0) return null;
  return (
    <dl class="entity-links">
      {lines.map(({ label, paths }) => (
        <div key={label}>
          <dt>{label}</dt>
          {paths.map((path) => (
            <dd key={path}>
              <a class="mono" href={entityAddress(path)}>
                {path}
              </a>
            </dd>
          ))}
        </div>
      ))}
      {subscriptions.length > 0 && (
        <div>
          <dt>Subscriptions</dt>
          {subscriptions.map(({ path, name, counts }) => (
            <dd key={path}>
              <a class="mono" href={entityAddress(path)}>
                {name}
              </a>{' '}
              <Figure value={counts.active} /> active, <Figure value={counts.deadLetters} tone="warning" /> dead letters
            </dd>
          ))}
        </div>
      )}
    </dl>
  );
}

function pathsOf(path: string | null): readonly string[] {
  return path === null ? [] : [path];
}
