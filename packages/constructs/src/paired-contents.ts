import type { Problem } from '@ams/service-bus-model';
import type { Construct, IConstruct } from 'constructs';
import type { IServiceBusNamespace } from './namespace-base.js';
import { ServiceBusPrivateEndpoint } from './private-endpoint.js';
import { ServiceBusQueue } from './queue.js';
import { ServiceBusTopic } from './topic.js';

/** The private endpoints that lead to the namespace and are made within the scope. */
export function privateEndpointsOf(
  { namespaceId }: IServiceBusNamespace,
  scope: IConstruct,
): readonly ServiceBusPrivateEndpoint[] {
  return scope.node
    .findAll()
    .filter((node) => node instanceof ServiceBusPrivateEndpoint)
    .filter(({ resource }) => resource.privateServiceConnectionInput?.privateConnectionResourceId === namespaceId);
}

/**
 * What Azure would refuse in a pair because of what the program makes in its namespaces.
 *
 * Source: "Azure Service Bus Geo-Disaster Recovery" (learn.microsoft.com).
 */
export function pairContentsProblems(
  primary: IServiceBusNamespace,
  secondary: IServiceBusNamespace,
  pair: Construct,
): readonly Problem[] {
  const { root } = pair.node;
  const entities = root.node
    .findAll()
    .filter((node) => node instanceof ServiceBusQueue || node instanceof ServiceBusTopic)
    .filter(({ namespace }) => namespace === secondary);
  const endpoints = privateEndpointsOf(primary, root);
  return [
    ...(entities.length > 0 ? [ownEntities(entities)] : []),
    ...(endpoints.length > 0 && privateEndpointsOf(secondary, root).length === 0 ? [noEndpoint(endpoints)] : []),
  ];
}

const pathsOf = (constructs: readonly IConstruct[]) => constructs.map(({ node }) => node.path);

function ownEntities(entities: readonly IConstruct[]): Problem {
  return {
    property: 'secondary',
    value: pathsOf(entities),
    rule: 'the secondary of a pair gets its entities from the primary, and has none when it is paired',
    cure: 'Make these queues and topics in the primary.',
  };
}

function noEndpoint(endpoints: readonly IConstruct[]): Problem {
  return {
    property: 'primary',
    value: pathsOf(endpoints),
    rule: 'a primary with private endpoints is paired only with a secondary that has some',
    cure: 'Add private endpoints to the secondary, in the same networks, by its addPrivateEndpoint.',
  };
}
