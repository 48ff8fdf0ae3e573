import { type EntityPath, nodePathOf } from '../engine/entity-path.js';
import type { FaultSite } from '../faults/fault-site.js';
import type { AmqpContext } from './amqp-context.js';
import { cbsAddress, cbsStatusNames, handleCbsRequest } from './cbs.js';
import type { ConnectionRights } from './connection-rights.js';
import { handleManagementRequest, type ManagementClient, managementStatusNames, refusal } from './management/index.js';
import type { RequestNode } from './request-nodes.js';

/** Whether the path is that of the node that takes tokens. */
export function isCbs({ entity, management }: EntityPath): boolean {
  return entity.toLowerCase() === cbsAddress && !management;
}

/** The node where a client puts its tokens. @param rights get what they allow. */
export function cbsNode(context: AmqpContext, rights: ConnectionRights): RequestNode {
  return {
    address: cbsAddress,
    statusNames: cbsStatusNames,
    answer: (request, respond) => handleCbsRequest(request, context, rights, respond),
  };
}

/** The `$management` node of an entity, as one client has it. @param site where tests want its requests to fail. */
export function managementNode(
  path: EntityPath,
  client: ManagementClient,
  context: AmqpContext,
  site: FaultSite,
): RequestNode {
  return {
    address: nodePathOf(path),
    statusNames: managementStatusNames,
    answer: (request, respond) => {
      context.namespace.countersAt(path).requests += 1;
      context.faults.meet('manage', site, {
        proceed: () => handleManagementRequest(request, path, context, client, respond),
        refuse: (error) => respond(refusal(error, path, context)),
      });
    },
  };
}
