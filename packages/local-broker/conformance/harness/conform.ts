import {
  type ServiceBusAdministrationClient,
  ServiceBusClient,
  type ServiceBusClientOptions,
} from '@azure/service-bus';

import { administrationClientOf } from './administration.js';
import { capabilities, type Capability } from './capabilities.js';
import { CaseEntities } from './case-entities.js';
import type { EntityKey, EntityShapes } from './entity-shapes.js';
import { clientOptionsOf, targetOf } from './target.js';

export const target = targetOf(process.env);

/** What a case needs of the target: entities of its own, and abilities that not every target has. */
export interface Needs extends EntityShapes {
  readonly capabilities?: readonly Capability[];
}

/** What a case works with. Clients are closed and entities deleted when it is over. */
export interface Setting<S extends EntityShapes> {
  /** A client with all rights. */
  readonly client: ServiceBusClient;
  /** The entities' names in the namespace. */
  readonly names: Readonly<Record<EntityKey<S>, string>>;
  readonly connectionString: string;
  /** Another client, on a connection of its own. */
  connect(options?: ServiceBusClientOptions, connectionString?: string): ServiceBusClient;
  /** The connection string of one of an entity's keys. */
  connectionStringOf(entity: EntityKey<S>, key: string): string;
  /** The administration client. Only for cases that need `administration`. */
  readonly administration: ServiceBusAdministrationClient;
}

/** A refusal is the answer: waiting for it again, 30 seconds each time as the client would, tells nothing new. */
const retryOptions = { maxRetries: 1, retryDelayInMs: 200, timeoutInMs: 30_000 };

const administration = administrationClientOf(target.administrationConnectionString);

/**
 * One case: a sentence about what a client sees, the entities that it needs, and what the client does.
 *
 * Cases of a file run at the same time, as most of them wait for something. Where the target lacks a capability, the
 * case is skipped, and its name says for want of what.
 */
export function conform<const S extends Needs>(
  behaviour: string,
  needs: S,
  run: (setting: Setting<S>) => Promise<void>,
): void {
  const missing = needs.capabilities?.filter((capability) => target.lacks.has(capability)) ?? [];
  if (missing.length > 0) {
    it.skip(`${behaviour} [needs ${missing.map((capability) => capabilities[capability]).join(', ')}]`, () =>
      undefined);
    return;
  }
  it.concurrent(behaviour, async () => {
    const entities = new CaseEntities(administration, needs, target.prefix);
    const clients: ServiceBusClient[] = [];
    try {
      await entities.create();
      await run(settingOf<S>(entities, clients));
    } catch (error) {
      throw printable(error);
    } finally {
      await Promise.all(clients.map((client) => client.close()));
      await entities.delete();
    }
  });
}

/** @param clients where those go that have to be closed. */
function settingOf<S extends Needs>(entities: CaseEntities, clients: ServiceBusClient[]): Setting<S> {
  const { connectionString } = target;
  const connect = (options: ServiceBusClientOptions = {}, as = connectionString) => {
    const client = new ServiceBusClient(as, {
      ...clientOptionsOf(target.transport),
      ...options,
      retryOptions: { ...retryOptions, ...options.retryOptions },
    });
    clients.push(client);
    return client;
  };
  return {
    client: connect(),
    connect,
    names: entities.names as Setting<S>['names'],
    connectionString,
    connectionStringOf: (entity, key) => entities.connectionStringOf(connectionString, entity, key),
    administration,
  };
}

/**
 * An error that a test process can hand to its parent: those of the client, and of expectations about it, hold whole
 * connections.
 */
function printable(error: unknown): Error {
  const plain = new Error(error instanceof AggregateError ? error.errors.join('; ') : String(error));
  if (error instanceof Error && error.stack !== undefined) plain.stack = error.stack;
  return plain;
}
