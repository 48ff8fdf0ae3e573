import type { EntityDetail } from '../../../api/index.js';
import { entityAddress } from '../../addresses.js';
import { EmptyState } from '../../components/states.js';
import { monitored } from '../../live/live-store.js';

/** What a subscription takes of its topic's messages, and what it makes of the copies. */
export function RulesTab({ detail }: { readonly detail: EntityDetail }) {
  const { rules, topic } = detail;
  return (
    <>
      {rules.length === 0 ? (
        <EmptyState title="It has no rules">
          A subscription without a rule takes nothing. A rule with the filter <code>1 = 1</code> takes everything.
        </EmptyState>
      ) : (
        <ul class="rules">
          {rules.map(({ name, filter, action }) => (
            <li key={name} class="rule">
              <h2 class="mono">{name}</h2>
              <pre class="sql">{filter}</pre>
              {action !== null && (
                <>
                  <p class="muted small">and changes its copy:</p>
                  <pre class="sql">{action}</pre>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {monitored.value && topic !== null && (
        <p class="small">
          <a href={entityAddress(topic, 'routing')}>See which messages of {topic} they took and refused, and why</a>
        </p>
      )}
    </>
  );
}
