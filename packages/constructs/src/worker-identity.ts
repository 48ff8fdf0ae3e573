import { workerHosts } from '@ams/service-bus-model';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment/index.js';
import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { IServiceBusQueue } from './queue-base.js';
import type { ResourceGroupReference } from './resource-group.js';
import type { IServiceBusTopic } from './topic-base.js';
import type { WorkerSource } from './worker-source.js';

/** A user-assigned identity that a program runs as. A `UserAssignedIdentity` of the azurerm provider is one. */
export interface WorkerIdentity {
  readonly id: string;
  /** What the program names it by. */
  readonly clientId: string;
  /** What access is granted to. */
  readonly principalId: string;
}

/** Where the image is pulled from, by the worker's identity. A `ContainerRegistry` of the azurerm provider is one. */
export interface WorkerRegistry {
  /** Host of the registry, `contoso.azurecr.io`. */
  readonly loginServer: string;
  /**
   * Azure's id of the registry, on which the identity is given the role AcrPull.
   * @default somebody else gives it
   */
  readonly id?: string;
}

interface WorkerAccessProps {
  readonly name: string;
  readonly resourceGroup: ResourceGroupReference;
  readonly source: WorkerSource;
  readonly sendsTo?: readonly (IServiceBusQueue | IServiceBusTopic)[];
  readonly identity?: WorkerIdentity;
  readonly registry?: WorkerRegistry;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Who the worker is, and what must be assigned before it starts. */
export interface WorkerAccess {
  readonly identity: WorkerIdentity;
  readonly assignments: readonly ITerraformDependable[];
}

/** The identity that was given, or one of the worker's own, with all the roles that the worker needs and no more. */
export function workerAccess(worker: Construct, props: WorkerAccessProps): WorkerAccess {
  const { source, sendsTo = [], registry } = props;
  const identity = props.identity ?? makeIdentity(worker, props);
  const principal = { principalId: identity.principalId, principalType: 'ServicePrincipal' } as const;
  const grants = [source.grantReceive(principal), ...sendsTo.map((target) => target.grantSend(principal))];
  const assignments = grants.map(({ resource }) => resource);
  if (registry?.id === undefined) return { identity, assignments };
  const pull = new RoleAssignment(worker, 'pull', {
    scope: registry.id,
    roleDefinitionName: workerHosts.pullRole,
    ...principal,
  });
  return { identity, assignments: [...assignments, pull] };
}

function makeIdentity(worker: Construct, { name, resourceGroup, tags }: WorkerAccessProps): UserAssignedIdentity {
  const { name: resourceGroupName, location } = resourceGroup;
  return new UserAssignedIdentity(worker, 'identity', { name, resourceGroupName, location, tags: tags && { ...tags } });
}
