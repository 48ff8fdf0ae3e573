import { describeProblem, maximumMessageBytes, tiers, type Topology, topologyProblems } from '@ams/service-bus-model';

import { AccessControl, rootRule } from './access/access-control.js';
import { type EntraIdOptions, EntraTokens } from './access/entra-tokens.js';
import { Administration } from './administration/administration.js';
import { resetNamespace } from './administration/reset.js';
import { EntityRecords, type Entities } from './administration/entity-records.js';
import type { AmqpContext } from './amqp/node.js';
import { certificateNames } from './certificates/certificate-names.js';
import { DevelopmentCertificates } from './certificates/development-certificates.js';
import { controlPlugin, type Controls } from './control/control-plugin.js';
import { type Clock, systemClock } from './engine/clock.js';
import { Deadlines } from './engine/deadlines.js';
import type { EngineContext } from './engine/engine-context.js';
import { parseEntityPath } from './engine/entity-path.js';
import { entityNotFound } from './engine/errors.js';
import { LockTokens } from './engine/lock-tokens.js';
import { Namespace } from './engine/namespace.js';
import { createHttpApplication } from './http/index.js';
import { Faults } from './faults/faults.js';
import { lockHolders } from './faults/lock-holders.js';
import { MemoryStore } from './journal/memory-store.js';
import { SqliteStore } from './journal/sqlite-store.js';
import type { Journal } from './engine/journal.js';
import type { Store } from './journal/store.js';
import { type OpenPorts, openPorts } from './listener/open-ports.js';
import { Credits } from './throttling/credits.js';
import { type BrokerLog, silentLog } from './log.js';

export interface BrokerOptions {
  /** The namespace to be: its entities, rules and access policies. */
  readonly topology: Topology;
  /**
   * Directory in which messages and keys are kept. An accepted message survives the death of the process there.
   *
   * @default nothing is kept
   */
  readonly dataDirectory?: string | undefined;
  /** @default '127.0.0.1' */
  readonly host?: string | undefined;
  /**
   * Port to listen on, or several that serve the same; 0 takes any free one. Each understands AMQP, HTTP and WebSockets,
   * with and without TLS.
   *
   * @default 0
   */
  readonly port?: number | readonly number[] | undefined;
  /**
   * Host names and IP addresses for the server's TLS certificate, beside those of this machine: `bus.example.com`,
   * `*.example.com`.
   *
   * @default none
   */
  readonly tlsNames?: readonly string[] | undefined;
  /**
   * Takes tokens of Entra ID, as `DefaultAzureCredential` gets them, beside shared access signatures. Clients send them
   * through TLS only.
   *
   * @default such tokens are refused
   */
  readonly entraId?: EntraIdOptions | undefined;
  /**
   * Primary key of `RootManageSharedAccessKey`, for a connection string that is known beforehand. Whoever knows it may do
   * everything.
   *
   * @default a random one, kept in the data directory
   */
  readonly rootKey?: string | undefined;
  /**
   * Whether the namespace gets no more done in a second than its tier allows, 1,000 credits on Basic and Standard; beyond
   * that, operations are refused with `com.microsoft:server-busy`, and SDKs try again.
   *
   * @default false
   */
  readonly throttling?: boolean | undefined;
  /** @default the machine's time */
  readonly clock?: Clock | undefined;
  /**
   * By which tokens expire. Clients make them by a clock of their own, which goes on as before when `clock` is moved.
   *
   * @default the machine's time
   */
  readonly tokenClock?: Clock | undefined;
  /** @default nothing is logged */
  readonly log?: BrokerLog | undefined;
}

/** How many messages an entity holds, by state. Active ones include those that are locked. */
export interface EntityCounts {
  readonly active: number;
  readonly scheduled: number;
  readonly deferred: number;
  readonly deadLettered: number;
}

/** A shared access policy: of an entity, or of the namespace when no entity is given. */
export interface AccessRuleReference {
  readonly entityPath?: string | undefined;
  readonly name: string;
}

/** A running broker. */
export interface Broker {
  readonly host: string;
  /** The first of its ports. */
  readonly port: number;
  readonly ports: readonly number[];
  /**
   * Path of the certificate of the authority that signs the broker's TLS certificates, for `NODE_EXTRA_CA_CERTS` and for
   * `connection_verify` of the Python client; undefined without a data directory.
   */
  readonly certificateAuthorityFile: string | undefined;
  /** The certificate of that authority as PEM text, made at the first call when there is no data directory. */
  certificateAuthority(): Promise<string>;
  /** Makes, changes and deletes entities while the broker runs. */
  readonly administration: Administration;
  /** Messages that were found on disk at the start. */
  readonly recoveredMessages: number;
  /**
   * A connection string for `@azure/service-bus`, of the form that Azure's have, plus `UseDevelopmentEmulator=true`,
   * which makes clients speak plain AMQP.
   *
   * @param rule default: `RootManageSharedAccessKey`, which may do everything.
   * @param key which of the rule's two keys; default: the primary one.
   * @param security `tls` leaves `UseDevelopmentEmulator=true` out: clients use TLS, as with Azure, and have to trust the
   * broker's certificate authority. Default: `plain`.
   * @throws RangeError when the topology has no such rule.
   */
  connectionString(rule?: AccessRuleReference, key?: 'primary' | 'secondary', security?: 'plain' | 'tls'): string;
  /** The keys of a rule. @throws RangeError when the topology has no such rule. */
  sharedAccessKeys(rule?: AccessRuleReference): { readonly primaryKey: string; readonly secondaryKey: string };
  /**
   * @param entityPath `orders`, or `events/Subscriptions/billing`.
   * @throws BrokerError `amqp:not-found`.
   */
  counts(entityPath: string): EntityCounts;
  /** What is to go wrong, for tests of clients that must survive it. */
  readonly faults: Pick<Faults, 'add' | 'list' | 'remove' | 'clear'>;
  /**
   * Back to an empty namespace as the topology describes it, without a restart: for the time between two tests.
   * Messages in any state, locks, sessions, the memory of duplicates and faults are gone; entities made, changed or
   * deleted at run time are as they were at first. Connections stay, and so do links to entities that do; only those
   * that hold a session end. The clock, keys and sequence numbers go on.
   *
   * @returns once that is on disk.
   */
  reset(): Promise<void>;
  /** Tells the clients, writes what is left to write and ends. */
  close(): Promise<void>;
}

/**
 * Starts a broker in this process that clients of Azure Service Bus can use instead of Azure.
 *
 * @example
 * const broker = await startBroker({ topology, dataDirectory: '.data' });
 * const client = new ServiceBusClient(broker.connectionString());
 *
 * @throws ListenError when it cannot have the port.
 * @throws StoreError when it cannot use the data directory.
 * @throws CertificateError when it cannot use the certificates in it.
 * @throws TypeError when the keys of `entraId` are no JSON Web Key Set.
 * @throws RangeError when a name of `tlsNames` is neither a host name nor an address.
 * @throws InvalidTopologyError when Azure would refuse the topology.
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { topology, host = '127.0.0.1', port = 0, clock = systemClock, tokenClock = systemClock } = options;
  const { log = silentLog } = options;
  refuseInvalid(topology);
  const { dataDirectory } = options;
  const names = certificateNames(host, options.tlsNames);
  const certificates = new DevelopmentCertificates({ dataDirectory, names, clock: systemClock });
  const entraTokens = options.entraId && (await EntraTokens.create(options.entraId));
  if (options.entraId?.signatures === 'not-verified') {
    log.warn({}, 'Tokens of Entra ID are accepted without verifying who signed them');
  }
  const store = dataDirectory === undefined ? new MemoryStore() : new SqliteStore(dataDirectory);
  const deadlines = new Deadlines(clock);
  const tokenDeadlines = new Deadlines(tokenClock);
  try {
    const records = new EntityRecords(topology, store, clock.now());
    const { entities } = records;
    const { namespace, recoveredMessages } = restore(entities, store, clock, deadlines);
    records.restoreTimes(namespace);
    const accessControl = new AccessControl({ namespace: topology.namespace, ...entities }, (entity, rule) =>
      entity === '' && rule === rootRule.name
        ? { ...store.sharedAccessKeys(entity, rule), ...(options.rootKey && { primaryKey: options.rootKey }) }
        : store.sharedAccessKeys(entity, rule),
    );
    const engine = { clock, deadlines };
    const definition = topology.namespace;
    const administration = new Administration({ namespace, definition, records, accessControl, store, engine });
    const faults = new Faults(clock, () => lockHolders(namespace.messageQueues));
    const creditsPerSecond = options.throttling === true ? tiers[definition.sku].creditsPerSecond : Infinity;
    const controls: Controls = {
      clock,
      faults,
      reset: () => reset(topology, administration, faults, store.journal),
    };
    const context: AmqpContext = {
      faults,
      credits: new Credits(creditsPerSecond, clock),
      namespace,
      administration,
      accessControl,
      entraTokens,
      journal: store.journal,
      clock,
      tokenClock,
      tokenDeadlines,
      log,
      tier: tiers[topology.namespace.sku],
      batchDeleteCount: tiers[topology.namespace.sku].batchDeleteCount,
      maxMessageSize: (entity) => {
        const definition = namespace.sendable(parseEntityPath(entity))?.definition;
        return maximumMessageBytes(topology.namespace.sku, definition?.maxMessageSizeInKilobytes);
      },
    };
    // The file is there from the start, so that clients can be told to trust it.
    if (dataDirectory !== undefined) await certificates.authority();
    const listening = await openPorts({
      host,
      ports: typeof port === 'number' ? [port] : port,
      amqp: context,
      http: await createHttpApplication({ ...context, definition, plugins: [controlPlugin(controls, context)] }),
      certificates,
      networkClock: systemClock,
    });
    return runningBroker({
      host,
      listening,
      certificates,
      accessControl,
      administration,
      namespace,
      recoveredMessages,
      deadlines,
      tokenDeadlines,
      store,
      controls,
    });
  } catch (error) {
    deadlines.clear();
    tokenDeadlines.clear();
    store.close();
    throw error;
  }
}

/** The topology has something in it that Azure would refuse. */
export class InvalidTopologyError extends Error {
  override readonly name = 'InvalidTopologyError';
}

/** What would fail on Azure fails here first. */
function refuseInvalid(topology: Topology): void {
  const problems = topologyProblems(topology);
  if (problems.length === 0) return;
  const lines = problems.map((problem) => `- ${problem.place}: ${describeProblem(problem)}`);
  throw new InvalidTopologyError(`Azure would refuse this namespace:\n${lines.join('\n')}`);
}

/** The namespace with the messages that were in it when the broker last ran. */
function restore(
  entities: Entities,
  store: Store,
  clock: Clock,
  deadlines: Deadlines,
): { readonly namespace: Namespace; readonly recoveredMessages: number } {
  let lastMessageId = 0;
  const engine: EngineContext = {
    clock,
    deadlines,
    journal: store.journal,
    lockTokens: new LockTokens(),
    nextMessageId: () => (lastMessageId += 1),
  };
  const namespace = new Namespace(entities, engine, (path) => store.queueIdOf(path));
  const queues = new Map(namespace.messageQueues.map((queue) => [queue.settings.id, queue]));
  const recovered = store.recover();
  lastMessageId = recovered.lastMessageId;
  for (const { queueId, partition, next } of recovered.sequences) queues.get(queueId)?.restoreSequence(partition, next);
  let recoveredMessages = 0;
  for (const message of recovered.messages) {
    const queue = queues.get(message.queueId);
    // An entity that is no longer in the stack keeps its messages on disk, in case it comes back.
    if (queue === undefined) continue;
    queue.restore(message);
    recoveredMessages += 1;
  }
  for (const accepted of recovered.accepted) {
    const isNeeded = queues.get(accepted.queueId)?.restoreAccepted(accepted) === true;
    if (!isNeeded) store.journal.forgetAccepted(accepted.queueId, accepted.number);
  }
  for (const state of recovered.sessionStates) queues.get(state.queueId)?.sessions?.restoreState(state);
  // Only now: a message that is forwarded comes behind those that its target had.
  for (const queue of namespace.messageQueues) queue.passOnRestored();
  return { namespace, recoveredMessages };
}

/** Starts over without a restart; resolves once that is on disk. */
function reset(topology: Topology, administration: Administration, faults: Faults, journal: Journal): Promise<void> {
  resetNamespace(topology, administration);
  faults.clear();
  return new Promise((resolve, reject) => journal.whenDurable((error) => (error ? reject(error) : resolve())));
}

/** Addresses under which this machine reaches itself by its usual name. */
const local = new Set(['127.0.0.1', '0.0.0.0', '::']);

interface Running {
  readonly host: string;
  readonly listening: OpenPorts;
  readonly certificates: DevelopmentCertificates;
  readonly accessControl: AccessControl;
  readonly administration: Administration;
  readonly namespace: Namespace;
  readonly recoveredMessages: number;
  readonly deadlines: Deadlines;
  readonly tokenDeadlines: Deadlines;
  readonly store: Store;
  readonly controls: Controls;
}

function runningBroker(running: Running): Broker {
  const { host, listening, certificates, accessControl, namespace, deadlines, tokenDeadlines, store } = running;
  const port = listening.ports[0] as number;
  let closing: Promise<void> | undefined;

  const keysOf = (
    rule: AccessRuleReference = rootRule,
  ): { readonly primaryKey: string; readonly secondaryKey: string } => {
    const keys = accessControl.keysOf(rule);
    if (keys) return keys;
    const owner = rule.entityPath === undefined ? 'The namespace' : `'${rule.entityPath}'`;
    throw new RangeError(`${owner} has no access rule '${rule.name}'.`);
  };

  return {
    host,
    port,
    ports: listening.ports,
    certificateAuthorityFile: certificates.authorityFile,
    certificateAuthority: () => certificates.authority(),
    administration: running.administration,
    recoveredMessages: running.recoveredMessages,
    faults: running.controls.faults,
    reset: () => running.controls.reset(),
    sharedAccessKeys: keysOf,
    connectionString(rule: AccessRuleReference = rootRule, key = 'primary', security = 'plain') {
      const { primaryKey, secondaryKey } = keysOf(rule);
      const parts = [
        `Endpoint=sb://${local.has(host) ? 'localhost' : host}:${port}/`,
        `SharedAccessKeyName=${rule.name}`,
        `SharedAccessKey=${key === 'primary' ? primaryKey : secondaryKey}`,
        ...(rule.entityPath !== undefined ? [`EntityPath=${rule.entityPath}`] : []),
        ...(security === 'plain' ? ['UseDevelopmentEmulator=true'] : []),
      ];
      return parts.join(';');
    },
    counts(entityPath) {
      const entity = namespace.receivable(parseEntityPath(entityPath));
      if (entity === undefined) throw entityNotFound(entityPath);
      return { ...entity.messages.counts, deadLettered: entity.deadLetters.counts.active };
    },
    close() {
      closing ??= listening.close().then(() => {
        deadlines.clear();
        tokenDeadlines.clear();
        store.close();
      });
      return closing;
    },
  };
}
