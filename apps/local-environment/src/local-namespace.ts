import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import {
  type Broker,
  type BrokerLog,
  type Clock,
  type EntraIdOptions,
  type MailOptions,
  startBroker,
} from '@ams/local-broker';
import { type ComputedAttributes, readStackOutputs, readSynthesizedStack, type Topology } from '@ams/service-bus-model';
import { stackName, stackOutputDefinitions } from '@ams/stack-outputs';

import { synthesize } from './synthesize.js';

export interface LocalNamespaceOptions {
  /** Folder of the workspace. */
  readonly root: string;
  /** One port, or several that serve the same; 0 takes any free one. */
  readonly port: number | readonly number[];
  readonly dataDirectory: string;
  /** Where the outputs go that tell the apps how to connect. */
  readonly outputsFile: string;
  readonly log?: BrokerLog;
  /** How tokens of Entra ID are taken. Default: not at all. */
  readonly entraId?: EntraIdOptions;
  /** Where mails about the stack's alerts go. Default: they are written to the log. */
  readonly mail?: MailOptions;
  /** Whether webhooks of the stack's action groups are called. Default: they are. */
  readonly webhooks?: boolean;
  /** The broker's time. Default: the machine's. */
  readonly clock?: Clock;
}

/** The stack of the environment `local`, running. */
export interface LocalNamespace {
  readonly broker: Broker;
  readonly topology: Topology;
}

/**
 * Does what a deployment does, on this machine: synthesizes the stack, brings its namespace up in the local broker, and
 * writes the stack's outputs in the format of `cdktf deploy`.
 */
export async function startLocalNamespace(options: LocalNamespaceOptions): Promise<LocalNamespace> {
  const stack = await synthesize(options.root, 'local');
  const topology = readSynthesizedStack(stack);
  const { port, dataDirectory, log, entraId, mail, webhooks, clock } = options;
  const broker = await startBroker({ topology, port, dataDirectory, log, entraId, mail, webhooks, clock });
  const outputs = {
    ...readStackOutputs(stack, computedAttributes(broker)),
    [stackOutputDefinitions.namespaceHostname.output]: `localhost:${broker.port}`,
  };
  await mkdir(dirname(options.outputsFile), { recursive: true });
  const text = `${JSON.stringify({ [stackName('local')]: outputs }, null, 2)}\n`;
  // It holds keys: for this user's eyes only, whatever the mode of a file that was there before. No app reads it half written.
  const unfinished = `${options.outputsFile}.${process.pid}`;
  await writeFile(unfinished, text, { mode: 0o600 });
  await rename(unfinished, options.outputsFile);
  return { broker, topology };
}

/** What Terraform learns from Azure once a namespace exists, learned from the broker. */
function computedAttributes(broker: Broker): ComputedAttributes {
  return {
    authorizationRule(rule, attribute) {
      switch (attribute) {
        case 'primary_connection_string':
          return broker.connectionString(rule);
        case 'secondary_connection_string':
          return broker.connectionString(rule, 'secondary');
        case 'primary_key':
          return broker.sharedAccessKeys(rule).primaryKey;
        case 'secondary_key':
          return broker.sharedAccessKeys(rule).secondaryKey;
      }
    },
    namespace(attribute) {
      switch (attribute) {
        case 'endpoint':
          return `sb://localhost:${broker.port}/`;
        case 'default_primary_connection_string':
          return broker.connectionString();
        case 'default_secondary_connection_string':
          return broker.connectionString(undefined, 'secondary');
        case 'default_primary_key':
          return broker.sharedAccessKeys().primaryKey;
        case 'default_secondary_key':
          return broker.sharedAccessKeys().secondaryKey;
      }
    },
  };
}
