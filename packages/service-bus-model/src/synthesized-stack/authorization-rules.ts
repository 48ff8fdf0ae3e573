import { z } from 'zod';
import type { AccessRight, AuthorizationRuleDefinition } from '../topology.js';
import { readAttributes } from './attributes.js';
import type { ParentLink } from './parents.js';
import type { Resolve } from './references.js';
import type { StackResource } from './stack-document.js';

/** For each type of authorization rule, what it gives access to and the attribute that says so. */
export const authorizationRuleParents = {
  azurerm_servicebus_namespace_authorization_rule: {
    attribute: 'namespace_id',
    parentType: 'azurerm_servicebus_namespace',
  },
  azurerm_servicebus_queue_authorization_rule: { attribute: 'queue_id', parentType: 'azurerm_servicebus_queue' },
  azurerm_servicebus_topic_authorization_rule: { attribute: 'topic_id', parentType: 'azurerm_servicebus_topic' },
} as const satisfies Readonly<Record<string, ParentLink>>;

export type AuthorizationRuleType = keyof typeof authorizationRuleParents;

const schema = z.object({
  name: z.string(),
  listen: z.boolean().default(false),
  send: z.boolean().default(false),
  manage: z.boolean().default(false),
});

/** An authorization rule of a namespace, queue or topic. */
export function readAuthorizationRule(resource: StackResource, resolve: Resolve): AuthorizationRuleDefinition {
  const { name, listen, send, manage } = readAttributes(resource, schema, resolve);
  const rights: readonly (readonly [AccessRight, boolean])[] = [
    ['Listen', listen],
    ['Send', send],
    ['Manage', manage],
  ];
  return { name, rights: rights.flatMap(([right, isGiven]) => (isGiven ? [right] : [])) };
}
