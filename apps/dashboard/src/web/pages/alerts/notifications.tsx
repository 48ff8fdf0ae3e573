import type { Notification } from '@ams/monitor-api';

import { Badge, type Tone } from '../../components/badge.js';
import { Code } from '../../components/code.js';
import { EmptyState } from '../../components/states.js';
import { Time } from '../../components/time.js';

const tones: Readonly<Record<Notification['outcome'], Tone>> = {
  delivered: 'good',
  logged: 'neutral',
  failed: 'critical',
  pending: 'accent',
};

/** Who of the action groups was told what, and whether it arrived, the newest first. */
export function Notifications({ notifications }: { readonly notifications: readonly Notification[] }) {
  if (notifications.length === 0) {
    return (
      <EmptyState title="Nobody was told anything">
        When an alert fires or resolves, the webhooks of its action groups are called and mails are sent. Without a mail
        server a mail is written down, and can be read here.
      </EmptyState>
    );
  }
  return (
    <ul class="notifications" aria-label="Notifications">
      {notifications.map((each) => (
        <li key={`${each.at} ${each.alert} ${each.receiver} ${each.kind} ${each.to}`}>
          <NotificationView notification={each} />
        </li>
      ))}
    </ul>
  );
}

function NotificationView({ notification }: { readonly notification: Notification }) {
  const { at, alert, condition, actionGroup, receiver, kind, to, outcome, problem, text } = notification;
  return (
    <details class="routing">
      <summary>
        <Badge tone={tones[outcome]}>{outcome}</Badge>
        <span>
          {kind === 'email' ? 'Mail' : 'Webhook'} to <span class="mono">{to}</span>
        </span>
        <span class="muted small">
          {alert} {condition.toLowerCase()}
        </span>
        <span class="routing-outcome muted small">
          <Time at={at} />
        </span>
      </summary>
      <div class="stack notification-text">
        {problem !== null && <p class="field-error">{problem}</p>}
        <p class="muted small">
          Receiver {receiver} of the action group {actionGroup}
          {outcome === 'logged' && ' · not sent: no mail server is set'}
        </p>
        {text !== '' && <Code text={text} label={kind === 'email' ? 'Text of the mail' : 'What was sent'} wrap />}
      </div>
    </details>
  );
}
