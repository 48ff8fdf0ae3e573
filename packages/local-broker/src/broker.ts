import { maximumMessageBytes, tiers, type Topology } from '@ams/service-bus-model';

import { AccessControl, rootRule } from './access/access-control.js';
import { EntraTokens } from './access/entra-tokens.js';
import type { SharedAccessKeys } from './access/keys.js';
import { Administration } from './administration/administration.js';
import { EntityRecords } from './administration/entity-records.js';
import { resetNamespace } from './administration/reset.js';
import type { AmqpContext } from './amqp/amqp-context.js';
import type { WatchedConnection } from './amqp/connection-state.js';
import type { BrokerOptions } from './broker-options.js';
import { certificateNames } from './certificates/certificate-names.js';
import { DevelopmentCertificates } from './certificates/development-certificates.js';
import { checkOptions } from './checked-options.js';
import type { Controls } from './control/control-plugin.js';
import { systemClock } from './engine/clock.js';
import { ConnectionCounters } from './engine/connection-counters.js';
import { Deadlines } from './engine/deadlines.js';
import { parseEntityPath } from './engine/entity-path.js';
import type { Journal } from './engine/journal.js';
import { Faults } from './faults/faults.js';
import { lockHolders } from './faults/lock-holders.js';
import type { HttpApplication, HttpContext } from './http/index.js';
import { MemoryStore } from './journal/memory-store.js';
import { recoverNamespace } from './journal/recover-namespace.js';
import { SqliteStore } from './journal/sqlite-store.js';
import type { Store } from './journal/store.js';
import { openPorts } from './listener/open-ports.js';
import { silentLog } from './log.js';
import { Monitor } from './monitor/monitor.js';
import { type Broker, runningBroker } from './running-broker.js';
import { Credits } from './throttling/credits.js';

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
 * @throws TypeError when an option is unknown or not what it must be, or the keys of `entraId` are no JSON Web Key Set.
 * @throws RangeError when a name of `tlsNames` is neither a host name nor an address, or `rootKey` is empty.
 * @throws InvalidTopologyError when the topology is none, or Azure would refuse it.
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  checkOptions(options);
  const { topology, host = '127.0.0.1', port = 0, clock = systemClock, tokenClock = systemClock } = options;
  const { log = silentLog } = options;
  refuseEmpty(options.rootKey);
  const { dataDirectory } = options;
  const names = certificateNames(host, options.tlsNames);
  const certificates = new DevelopmentCertificates({ dataDirectory, names, clock: systemClock });
  const entraTokens = options.entraId && (await EntraTokens.create(options.entraId));
  if (options.entraId?.signatures === 'not-verified') {
    log.warn({}, 'Tokens of Entra ID are accepted without verifying who signed them');
  }
  const store =
    dataDirectory === undefined
      ? new MemoryStore()
      : new SqliteStore(dataDirectory, { messageMemory: options.messageMemory, log });
  const deadlines = new Deadlines(clock);
  const tokenDeadlines = new Deadlines(tokenClock);
  try {
    const records = new EntityRecords(topology, store, clock.now());
    const { entities } = records;
    const { namespace, recoveredMessages } = recoverNamespace(entities, store, clock, deadlines);
    records.restoreTimes(namespace);
    const definition = topology.namespace;
    const keys = keysOf(store, options.rootKey);
    const accessControl = new AccessControl({ namespace: definition, ...entities }, keys);
    const engine = { clock, deadlines };
    const administration = new Administration({ namespace, definition, records, accessControl, store, engine });
    const faults = new Faults(clock, () => lockHolders(namespace.messageQueues));
    const tier = tiers[definition.sku];
    const creditsPerSecond = options.throttling === true ? tier.creditsPerSecond : Infinity;
    const connectionCounters = new ConnectionCounters();
    const { mail, webhooks = true } = options;
    const openConnections = new Set<WatchedConnection>();
    const monitor = new Monitor({
      namespace,
      definition,
      connectionCounters,
      openConnections,
      store,
      clock,
      deadlines,
      alerts: { topology, mail, webhooks, log },
    });
    const controls: Controls = {
      clock,
      faults,
      reset: () => reset(topology, administration, faults, monitor, store.journal),
    };
    const context: AmqpContext = {
      faults,
      connectionCounters,
      openConnections,
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
      tier,
      maxMessageSize: (entity) => {
        const sendable = namespace.sendable(parseEntityPath(entity))?.definition;
        return maximumMessageBytes(definition.sku, sendable?.maxMessageSizeInKilobytes);
      },
    };
    // The file is there from the start, so that clients can be told to trust it.
    if (dataDirectory !== undefined) await certificates.authority();
    const listening = await openPorts({
      host,
      ports: typeof port === 'number' ? [port] : port,
      amqp: context,
      http: () => startHttp({ ...context, definition }, controls, monitor),
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
      monitor,
    });
  } catch (error) {
    deadlines.clear();
    tokenDeadlines.clear();
    store.close();
    throw error;
  }
}

/** Loads the HTTP side, which is a good part of all that the broker loads, and starts it. */
async function startHttp(
  context: AmqpContext & Pick<HttpContext, 'definition'>,
  controls: Controls,
  monitor: Monitor,
): Promise<HttpApplication> {
  const [{ createHttpApplication }, { controlPlugin }, { monitorPlugin }] = await Promise.all([
    import('./http/index.js'),
    import('./control/control-plugin.js'),
    import('./monitor/monitor-plugin.js'),
  ]);
  const plugins = [controlPlugin(controls, context), monitorPlugin(monitor, context)];
  return createHttpApplication({ ...context, plugins });
}

/** An empty key comes of a variable that is not set; a random one in its place would lock out whoever meant to set it. */
function refuseEmpty(rootKey: string | undefined): void {
  if (rootKey !== '') return;
  throw new RangeError(
    "The root key is '', but a key has at least one character. Give one, or leave it out for a random key.",
  );
}

/** The keys of a rule, where one of them may have been chosen by whoever starts the broker. */
function keysOf(store: Store, rootKey: string | undefined): (entity: string, rule: string) => SharedAccessKeys {
  return (entity, rule) => {
    const keys = store.sharedAccessKeys(entity, rule);
    const isRoot = entity === '' && rule === rootRule.name;
    return isRoot && rootKey !== undefined ? { ...keys, primaryKey: rootKey } : keys;
  };
}

/** Starts over without a restart; resolves once that is on disk. */
function reset(
  topology: Topology,
  administration: Administration,
  faults: Faults,
  { alerts }: Pick<Monitor, 'alerts'>,
  journal: Journal,
): Promise<void> {
  resetNamespace(topology, administration);
  faults.clear();
  alerts.reset();
  return new Promise((resolve, reject) => journal.whenDurable((error) => (error ? reject(error) : resolve())));
}
