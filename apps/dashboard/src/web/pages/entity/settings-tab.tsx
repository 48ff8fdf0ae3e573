import type { EntityDetail } from '../../../api/index.js';
import { Badge } from '../../components/badge.js';
import { Section } from '../../components/page.js';
import { EmptyState } from '../../components/states.js';
import { settingText } from './setting-text.js';

/** What an entity was made with, and who may use it. They are changed where they are written: in the stack. */
export function SettingsTab({ detail }: { readonly detail: EntityDetail }) {
  return (
    <>
      <Section title="Settings">
        <dl class="settings">
          {detail.settings.map(({ name, value }) => {
            const { text, exact } = settingText(value);
            return (
              <div key={name}>
                <dt class="mono">{name}</dt>
                <dd class={value === null ? 'muted' : undefined} title={exact ?? undefined}>
                  {text}
                </dd>
              </div>
            );
          })}
        </dl>
      </Section>
      {detail.kind !== 'subscription' && <AccessRules access={detail.access} />}
    </>
  );
}

function AccessRules({ access }: { readonly access: EntityDetail['access'] }) {
  return (
    <Section title="Access rules">
      {access.length === 0 ? (
        <EmptyState title="It has no rules of its own">
          Who may use it is said by the namespace's rules, and by roles. A subscription has its topic's.
        </EmptyState>
      ) : (
        <dl class="settings">
          {access.map(({ name, claims }) => (
            <div key={name}>
              <dt class="mono">{name}</dt>
              <dd class="row">
                {claims.map((claim) => (
                  <Badge key={claim}>{claim}</Badge>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}
