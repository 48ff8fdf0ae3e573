import type { Routing, RuleVerdict } from '@ams/monitor-api';
import { useState } from 'preact/hooks';

import { entityAddress, messageAddress } from '../../../addresses.js';
import { Badge } from '../../../components/badge.js';
import { Time } from '../../../components/time.js';
import { plural } from '../../../format.js';

interface RoutingViewProps {
  readonly routing: Routing;
  /** Whether the reasons are shown from the beginning. */
  readonly open?: boolean;
}

/** What became of one message: who took it, and behind that each rule with its reasons. */
export function RoutingView({ routing, open = false }: RoutingViewProps) {
  const { at, messageId, subject, subscriptions } = routing;
  // Afterwards it is as its reader leaves it.
  const [wasOpen] = useState(open);
  const taken = subscriptions.filter((subscription) => subscription.taken);
  return (
    <details class="routing" open={wasOpen}>
      <summary>
        <span class="mono">{messageId ?? 'without id'}</span>
        {subject !== null && <span class="muted">{subject}</span>}
        <span class="routing-outcome">
          {taken.length === 0 ? (
            <Badge tone="warning">taken by nobody</Badge>
          ) : (
            taken.map(({ subscription }) => (
              <Badge key={subscription} tone="accent">
                {subscription}
              </Badge>
            ))
          )}
        </span>
        {at !== null && (
          <span class="muted small">
            <Time at={at} />
          </span>
        )}
      </summary>
      <ul class="subscription-verdicts">
        {subscriptions.map((subscription) => (
          <SubscriptionVerdict key={subscription.subscription} topic={routing.topic} verdict={subscription} />
        ))}
      </ul>
    </details>
  );
}

interface SubscriptionVerdictProps {
  readonly topic: string;
  readonly verdict: Routing['subscriptions'][number];
}

function SubscriptionVerdict({ topic, verdict }: SubscriptionVerdictProps) {
  const { subscription, sequenceNumber, deadLettered, rules } = verdict;
  const path = `${topic}/Subscriptions/${subscription}`;
  return (
    <li class="subscription-verdict">
      <p class="row">
        <a class="mono" href={entityAddress(path)}>
          {subscription}
        </a>
        <Outcome verdict={verdict} />
        {deadLettered !== undefined && <span class="muted small">{deadLettered}</span>}
        {sequenceNumber !== null && (
          <a class="small" href={messageAddress(path, 'messages', sequenceNumber)}>
            message {sequenceNumber}
          </a>
        )}
        {rules.length === 0 && <span class="muted small">It has {plural(0, 'rule')}, and takes nothing.</span>}
      </p>
      {rules.map((rule) => (
        <Rule key={rule.rule} rule={rule} />
      ))}
    </li>
  );
}

function Outcome({ verdict: { taken, deadLettered } }: Pick<SubscriptionVerdictProps, 'verdict'>) {
  if (taken) return <Badge tone="good">took it</Badge>;
  return deadLettered === undefined ? <Badge>refused it</Badge> : <Badge tone="warning">dead-lettered it</Badge>;
}

function Rule({ rule: { rule, filter, matched, reasons, action } }: { readonly rule: RuleVerdict }) {
  return (
    <div class={matched ? 'rule-verdict matched' : 'rule-verdict'}>
      <p>
        <span class="mono">{rule}</span> {matched ? 'matched' : 'did not match'} <code>{filter}</code>
      </p>
      <ul class="reasons">
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
        {action !== null && (
          <li>
            its action: <code>{action}</code>
          </li>
        )}
      </ul>
    </div>
  );
}
