import { isResourceId, resourceIdShapes } from '../resource-ids.js';
import { workerHosts } from '../worker-hosts.js';
import { outsideIntegers } from './conditions.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

/** What all hosts of consumers are told. */
export interface WorkerDefinition {
  /** Name and tag of the image, and in front of them the registry's host unless `registryServer` says it. */
  readonly image: string;
  /** Host of the registry, `contoso.azurecr.io`. */
  readonly registryServer: string;
  readonly registryId: string;
  readonly identityId: string;
  readonly healthPort: number;
  readonly healthPath: string;
}

/** Whether the image names a registry's host itself, as Docker tells it: by a period or a port. */
export function namesRegistry(image: string): boolean {
  const [first = '', ...rest] = image.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
}

const { userAssignedIdentity, containerRegistry } = resourceIdShapes;

const requirements: readonly Requirement<Partial<WorkerDefinition>>[] = [
  {
    property: 'image',
    refuses: (image) => !/^[a-z0-9][^\sA-Z]*(?::[\w.-]{1,128})?$/.test(image),
    rule: "an image is a name in lowercase letters with a tag or digest, 'orders-worker:1.4.2'",
    cure: 'Give it as the registry lists it.',
  },
  {
    property: 'image',
    refuses: (image, { registryServer }) => registryServer !== undefined && namesRegistry(image),
    rule: ({ registryServer }) => `the registry's host, '${registryServer}', is put in front of it`,
    cure: 'Give name and tag alone, or leave registry out.',
  },
  {
    property: 'registryServer',
    refuses: (server) => !/^[A-Za-z0-9](?:[-A-Za-z0-9.]*[A-Za-z0-9])?(?::\d+)?$/.test(server),
    rule: 'a registry is named by its host alone',
    cure: "Give for example 'contoso.azurecr.io', without https:// and path.",
  },
  {
    property: 'registryId',
    refuses: (id) => !isResourceId(id, containerRegistry),
    rule: `the id of ${containerRegistry.kind} is ${containerRegistry.example}`,
    cure: "Give the registry's id, not its name.",
  },
  {
    property: 'identityId',
    refuses: (id) => !isResourceId(id, userAssignedIdentity),
    rule: `the id of ${userAssignedIdentity.kind} is ${userAssignedIdentity.example}`,
    cure: "Give the identity's id, not its name or its principal id.",
  },
  {
    property: 'healthPort',
    refuses: outsideIntegers(workerHosts.port),
    rule: `a port is a whole number from ${workerHosts.port.minimum} to ${workerHosts.port.maximum}`,
    cure: 'Give the port on which the program answers probes, such as 8080.',
  },
  {
    property: 'healthPath',
    refuses: (path) => !/^\/\S*$/.test(path),
    rule: 'a path starts with /',
    cure: "Give for example '/health/live'.",
  },
];

/** What Azure would refuse in any host of a consumer. Absent properties are not judged. */
export function workerProblems(worker: Partial<WorkerDefinition>): readonly Problem[] {
  return problemsOf(worker, requirements);
}
