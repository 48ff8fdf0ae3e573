import { randomBytes } from 'node:crypto';

import {
  type AuthorizationRule,
  type CreateSubscriptionOptions,
  ServiceBusAdministrationClient,
} from '@azure/service-bus';

import type { AccessRight, EntityShapes, SubscriptionShape } from './entity-shapes.js';
import { type Provisioner, withKey } from './provision.js';

/** Every right on one entity needs keys that the case knows: they are made here and handed to the namespace. */
const newKey = (): string => randomBytes(32).toString('base64');

const authorizationRule = (keyName: string, accessRights: readonly AccessRight[]): AuthorizationRule => ({
  claimType: 'SharedAccessKey',
  keyName,
  accessRights: [...accessRights],
  primaryKey: newKey(),
  secondaryKey: newKey(),
});

interface Forwarding {
  readonly forwardTo?: string | undefined;
  readonly forwardDeadLetteredMessagesTo?: string | undefined;
}

/** Makes the entities of each case through the administration API, under names that no other case has. */
export function administeredEntities(
  connectionString: string,
  administration: ServiceBusAdministrationClient,
  prefix: string,
): Provisioner {
  let lastNumber = 0;
  return async (shapes: EntityShapes) => {
    const { queues = {}, topics = {} } = shapes;
    lastNumber += 1;
    const unique = `${prefix}-${randomBytes(3).toString('hex')}-${lastNumber}`;
    const names = Object.fromEntries(
      [...Object.keys(queues), ...Object.keys(topics)].map((key) => [key, `${unique}-${key}`]),
    );
    const keys = new Map<string, string>();
    const rulesOf = (entity: string, rights: Readonly<Record<string, readonly AccessRight[]>> = {}) =>
      Object.entries(rights).map(([name, claims]) => {
        const rule = authorizationRule(name, claims);
        keys.set(`${entity}/${name}`, rule.primaryKey ?? '');
        return rule;
      });
    const forwardingOf = ({ forwardTo, forwardDeadLetteredMessagesTo }: Forwarding): Forwarding => ({
      ...(forwardTo !== undefined && { forwardTo: names[forwardTo] }),
      ...(forwardDeadLetteredMessagesTo !== undefined && {
        forwardDeadLetteredMessagesTo: names[forwardDeadLetteredMessagesTo],
      }),
    });
    const subscribe = (topic: string, name: string, shape: SubscriptionShape) =>
      administration.createSubscription(topic, name, {
        ...shape,
        ...forwardingOf(shape),
      } as CreateSubscriptionOptions);

    for (const [key, { keys: rights, ...options }] of Object.entries(queues)) {
      await administration.createQueue(
        names[key] as string,
        {
          ...options,
          ...forwardingOf(options),
          authorizationRules: rulesOf(key, rights),
        } as Parameters<ServiceBusAdministrationClient['createQueue']>[1],
      );
    }
    for (const [key, { keys: rights, subscriptions = {}, ...options }] of Object.entries(topics)) {
      await administration.createTopic(names[key] as string, {
        ...options,
        authorizationRules: rulesOf(key, rights),
      });
      for (const [name, shape] of Object.entries(subscriptions)) await subscribe(names[key] as string, name, shape);
    }

    return {
      connectionString,
      names,
      connectionStringOf: (entity, key) =>
        withKey(connectionString, names[entity] ?? entity, key, keys.get(`${entity}/${key}`) ?? ''),
      async remove() {
        for (const key of Object.keys(queues)) await forget(administration.deleteQueue(names[key] as string));
        for (const key of Object.keys(topics)) await forget(administration.deleteTopic(names[key] as string));
      },
    };
  };
}

/** A case may have deleted its entity itself. */
async function forget(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'MessageEntityNotFoundError') throw error;
  }
}
