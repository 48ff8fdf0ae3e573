import type { Alerts } from '@ams/monitor-api';

import { type AccessControl, rootRule } from './access/access-control.js';
import type { Administration } from './administration/administration.js';
import type { DevelopmentCertificates } from './certificates/development-certificates.js';
import type { Controls } from './control/control-plugin.js';
import type { Deadlines } from './engine/deadlines.js';
import { parseEntityPath } from './engine/entity-path.js';
import { entityNotFound } from './engine/errors.js';
import type { Namespace } from './engine/namespace.js';
import type { Faults } from './faults/faults.js';
import type { Store } from './journal/store.js';
import type { OpenPorts } from './listener/open-ports.js';
import type { Monitor } from './monitor/monitor.js';

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
   * @throws RangeError when there is no such rule, with those that there are.
   */
  connectionString(rule?: AccessRuleReference, key?: 'primary' | 'secondary', security?: 'plain' | 'tls'): string;
  /** The keys of a rule. @throws RangeError when there is no such rule, with those that there are. */
  sharedAccessKeys(rule?: AccessRuleReference): { readonly primaryKey: string; readonly secondaryKey: string };
  /**
   * @param entityPath `orders`, or `events/Subscriptions/billing`.
   * @throws BrokerError `amqp:not-found`.
   */
  counts(entityPath: string): EntityCounts;
  /** What became of the topology's alerts since the start, or the last reset. */
  alerts(): Alerts;
  /** What is to go wrong, for tests of clients that must survive it. */
  readonly faults: Pick<Faults, 'add' | 'list' | 'remove' | 'clear'>;
  /**
   * Back to an empty namespace as the topology describes it, without a restart: for the time between two tests.
   * Messages in any state, locks, sessions, the memory of duplicates, faults and what alerts did are gone; entities made, changed or
   * deleted at run time are as they were at first. Connections stay, and so do links to entities that do; only those
   * that hold a session end. The clock, keys and sequence numbers go on.
   *
   * @returns once that is on disk.
   */
  reset(): Promise<void>;
  /** Tells the clients, writes what is left to write and ends. */
  close(): Promise<void>;
}

/** Addresses under which this machine reaches itself by its usual name. */
const local = new Set(['127.0.0.1', '0.0.0.0', '::']);

/** The parts that a running broker is made of. */
export interface Running {
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
  readonly monitor: Pick<Monitor, 'alerts' | 'stop'>;
}

/** What the caller of `startBroker` gets. */
export function runningBroker(running: Running): Broker {
  const { host, listening, certificates, accessControl, namespace, deadlines, tokenDeadlines, store } = running;
  const port = listening.ports[0] as number;
  let closing: Promise<void> | undefined;

  const keysOf = (
    rule: AccessRuleReference = rootRule,
  ): { readonly primaryKey: string; readonly secondaryKey: string } => {
    const keys = accessControl.keysOf(rule);
    if (keys) return keys;
    throw noSuchRule(rule, accessControl);
  };

  return {
    host,
    port,
    ports: listening.ports,
    certificateAuthorityFile: certificates.authorityFile,
    certificateAuthority: () => certificates.authority(),
    administration: running.administration,
    recoveredMessages: running.recoveredMessages,
    alerts: () => running.monitor.alerts.state(),
    faults: running.controls.faults,
    reset: () => running.controls.reset(),
    sharedAccessKeys: keysOf,
    connectionString(rule: AccessRuleReference = rootRule, key = 'primary', security = 'plain') {
      const { primaryKey, secondaryKey } = keysOf(rule);
      const parts = [
        `Endpoint=sb://${authorityHost(host)}:${port}/`,
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
        running.monitor.stop();
        deadlines.clear();
        tokenDeadlines.clear();
        store.close();
      });
      return closing;
    },
  };
}

function noSuchRule({ entityPath, name }: AccessRuleReference, accessControl: AccessControl): RangeError {
  const owner = entityPath === undefined ? 'The namespace' : `'${entityPath}'`;
  const known = accessControl.rulesOf(entityPath ?? '').map((rule) => `'${rule.name}'`);
  const cure =
    known.length > 0
      ? `Name one that it has: ${known.join(', ')}.`
      : "It has none. Leave 'entityPath' out for a rule of the namespace, or add one to the queue or topic.";
  return new RangeError(`${owner} has no access rule '${name}'. ${cure}`);
}

/** The host as it is written before a port. */
function authorityHost(host: string): string {
  if (local.has(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
