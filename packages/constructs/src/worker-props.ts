import type { WorkerDefinition } from '@ams/service-bus-model';
import type { IServiceBusQueue } from './queue-base.js';
import type { ResourceGroupReference } from './resource-group.js';
import type { IServiceBusTopic } from './topic-base.js';
import type { WorkerIdentity, WorkerRegistry } from './worker-identity.js';
import { sourceVariables, type WorkerSource } from './worker-source.js';

/** What every host of a consumer is told. */
export interface WorkerProps {
  /** Where the worker and its identity are put. */
  readonly resourceGroup: ResourceGroupReference;
  /** The queue or subscription that it receives from, and that it is scaled by. */
  readonly source: WorkerSource;
  /** Name and tag of the image, `orders-worker:1.4.2`; without `registry` with the registry's host in front of it. */
  readonly image: string;
  /**
   * Where the image is pulled from by the worker's identity.
   * @default the host in `image`, without signing in
   */
  readonly registry?: WorkerRegistry;
  /**
   * Who it runs as. Access to the source, to `sendsTo` and to the registry is granted to it.
   * @default an identity of its own, of the worker's name
   */
  readonly identity?: WorkerIdentity;
  /**
   * Queues and topics that it sends to: the source too where it schedules its own retries.
   * @default none
   */
  readonly sendsTo?: readonly (IServiceBusQueue | IServiceBusTopic)[];
  /**
   * Environment variables, beside or in place of `AMS_NAMESPACE_HOSTNAME`, `AMS_QUEUE_NAME` (or `AMS_TOPIC_NAME` and
   * `AMS_SUBSCRIPTION_NAME`) and `AZURE_CLIENT_ID`. No secrets: they are shown to everybody who may read the resource.
   * @default none
   */
  readonly variables?: Readonly<Record<string, string>>;
  /**
   * Port on which the program answers probes: what the consumers are given as `--http`, with `--http-host 0.0.0.0`.
   * @default 8080
   */
  readonly healthPort?: number;
  /** @default no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The environment of the program. `AZURE_CLIENT_ID` tells `DefaultAzureCredential` which identity is meant. */
export function workerVariables(
  { source, variables = {} }: WorkerProps,
  { clientId }: WorkerIdentity,
): Readonly<Record<string, string>> {
  return { ...sourceVariables(source), AZURE_CLIENT_ID: clientId, ...variables };
}

/** The part of it that is judged. */
export function judgedWorker({ image, registry, identity }: WorkerProps): Partial<WorkerDefinition> {
  return {
    image,
    ...(registry && { registryServer: registry.loginServer }),
    ...(registry?.id !== undefined && { registryId: registry.id }),
    ...(identity && { identityId: identity.id }),
  };
}
