import type { AccessRight } from '@ams/service-bus-model';
import type { ServiceBusGrant } from './grants.js';
import type { Principal } from './principal.js';
import type { IServiceBusQueue } from './queue-base.js';
import { AzureRefusalError } from './refusal.js';
import type { IServiceBusSubscription } from './subscription-base.js';
import type { IServiceBusTopic } from './topic-base.js';

/** What an identity may do, by the key of the queue, topic or subscription. Nobody sends to a subscription. */
export type SystemAccess<Entity extends string = string, Subscription extends string = never> = {
  readonly [Key in Entity]?: readonly AccessRight[];
} & { readonly [Key in Subscription]?: readonly Exclude<AccessRight, 'Send'>[] };

/**
 * Grants the rights by as few roles as there are: Manage includes the others.
 *
 * @throws {AzureRefusalError} for Send on a subscription
 */
export function grantRights(
  entity: IServiceBusQueue | IServiceBusTopic | IServiceBusSubscription,
  rights: readonly AccessRight[],
  principal: Principal,
): readonly ServiceBusGrant[] {
  if (rights.includes('Manage')) return [entity.grantManage(principal)];
  const received = rights.includes('Listen') ? [entity.grantReceive(principal)] : [];
  if (!rights.includes('Send')) return received;
  if ('grantSend' in entity) return [...received, entity.grantSend(principal)];
  const rule = 'nobody sends to a subscription, but to its topic';
  const problem = { property: 'rights', value: rights, rule, cure: 'Grant Send on the topic.' };
  throw new AzureRefusalError(entity.node.path, [problem]);
}
