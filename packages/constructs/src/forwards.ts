import { forwardingProblems, type Forward } from '@ams/service-bus-model';
import type { IConstruct } from 'constructs';
import type { IForwardTarget } from './forward-target.js';
import { knownValue } from './known.js';
import type { IServiceBusNamespace } from './namespace.js';
import { refuse } from './refusal.js';

const forwards = new WeakMap<IServiceBusNamespace, Forward[]>();

/**
 * Remembers that a queue, or a topic's subscription, forwards its messages, and refuses circles and chains of too many
 * hops. Names that only Terraform knows are not judged.
 *
 * @param from name of the queue, or of the subscription's topic
 * @throws {AzureRefusalError}
 */
export function claimForward(
  construct: IConstruct,
  namespace: IServiceBusNamespace,
  from: string | undefined,
  target: string | IForwardTarget | undefined,
): void {
  const to = typeof target === 'object' ? target.plainName : knownValue(target);
  if (from === undefined || to === undefined) return;
  const others = forwards.get(namespace) ?? [];
  refuse(construct, forwardingProblems({ from, to }, others));
  forwards.set(namespace, [...others, { from, to }]);
}
