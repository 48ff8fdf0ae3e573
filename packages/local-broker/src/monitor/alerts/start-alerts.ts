import type { Topology } from '@ams/service-bus-model';

import { azureAttempts } from './deliver.js';
import { type MailOptions, MailServer } from './mail-server.js';
import { Notifier } from './notifier.js';
import { StackAlerts, type StackAlertsContext } from './stack-alerts.js';

export interface AlertOptions extends Omit<StackAlertsContext, 'topology' | 'notifier'> {
  readonly topology: Topology;
  readonly mail?: MailOptions | undefined;
  readonly webhooks: boolean;
}

/** Evaluates a stack's alerts from now on, and tells the receivers of its action groups. */
export function startAlerts({ topology, mail, webhooks, ...context }: AlertOptions): StackAlerts {
  const notifier = new Notifier({
    namespace: topology.namespace.name,
    actionGroups: topology.actionGroups,
    mailServer: mail && new MailServer(mail),
    webhooks,
    attempts: azureAttempts,
    log: context.log,
  });
  return new StackAlerts({ ...context, topology, notifier });
}
