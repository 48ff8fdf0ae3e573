import { useLocation } from 'preact-iso';

import { Page, Section } from '../../components/page.js';
import { EmptyState, Loading } from '../../components/states.js';
import { alerts } from '../../live/live-store.js';
import { NeedsMonitor } from '../needs-monitor.js';
import { AlertCard } from './alert-card.js';
import { AlertEvents } from './alert-events.js';
import { alertOrder } from './alert-order.js';
import { Notifications } from './notifications.js';

/** The stack's own alerts, as they stand: what fires first, what happened, and who was told. */
export function AlertsPage() {
  return (
    <Page title="Alerts" lead="The alerts of the stack, evaluated here as Azure Monitor would after a deployment.">
      <NeedsMonitor what="Alerts">
        <AlertList />
      </NeedsMonitor>
    </Page>
  );
}

function AlertList() {
  const { query } = useLocation();
  const known = alerts.value;
  if (known === null) return <Loading lines={8} />;
  if (known.alerts.length === 0) {
    return (
      <EmptyState title="The stack has no alerts">
        Metric alerts that it declares on queues, topics or the namespace are evaluated here.
      </EmptyState>
    );
  }
  return (
    <>
      <ul class="alerts" aria-label="Alerts">
        {alertOrder(known.alerts).map((alert) => (
          <li key={alert.name}>
            <AlertCard alert={alert} isMeant={alert.name === query['alert']} />
          </li>
        ))}
      </ul>
      <Section title="What happened">
        <AlertEvents events={known.events} />
      </Section>
      <Section title="Who was told">
        <Notifications notifications={known.notifications} />
      </Section>
    </>
  );
}
