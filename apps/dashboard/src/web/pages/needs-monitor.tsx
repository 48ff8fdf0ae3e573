import type { ComponentChildren } from 'preact';

import { EmptyState, Loading } from '../components/states.js';
import { about } from '../live/live-store.js';

interface NeedsMonitorProps {
  /** What is missing without a local broker: `Connections`. */
  readonly what: string;
  readonly children: ComponentChildren;
}

/** Shows its content with a local broker, and says where else to look without one. */
export function NeedsMonitor({ what, children }: NeedsMonitorProps) {
  const known = about.value;
  if (known === null) return <Loading lines={8} />;
  if (known.monitored) return <>{children}</>;
  return (
    <EmptyState title={`${what} are told by the local broker alone`}>
      {known.namespace} is a namespace of Azure, which tells them to nobody by its messaging or administration API. Look
      at Azure Monitor: Metrics and Alerts of the namespace in the portal.
    </EmptyState>
  );
}
