import type { EntityStatus } from '../topology.js';
import { listOf } from './conditions.js';
import type { Problem } from './problem.js';

/**
 * Statuses that Terraform can set on each kind of entity. Azure keeps all four of every kind; the azurerm provider 4.x
 * takes these.
 */
export const settableStatuses = {
  queue: ['Active', 'Disabled', 'SendDisabled', 'ReceiveDisabled'],
  topic: ['Active', 'Disabled'],
  subscription: ['Active', 'Disabled', 'ReceiveDisabled'],
} as const satisfies Record<string, readonly EntityStatus[]>;

/** What can be set on a topic through Terraform. */
export type TopicStatus = (typeof settableStatuses.topic)[number];

/** What can be set on a subscription through Terraform. */
export type SubscriptionStatus = (typeof settableStatuses.subscription)[number];

/** What Terraform would refuse in the status of such an entity. An absent status is not judged. */
export function settableStatusProblems(
  kind: keyof typeof settableStatuses,
  { status }: { readonly status?: EntityStatus },
): readonly Problem[] {
  const settable: readonly EntityStatus[] = settableStatuses[kind];
  if (status === undefined || settable.includes(status)) return [];
  return [
    {
      property: 'status',
      value: status,
      rule: `a status that Terraform can set on a ${kind} is ${listOf(settable)}`,
      cure: 'Choose one of them.',
    },
  ];
}
