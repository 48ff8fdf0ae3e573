import { containerAppProblems, describeProblem, type ContainerAppDefinition } from './index.js';

const inGroup = '/subscriptions/0000/resourceGroups/workers/providers';

describe('containerAppProblems', () => {
  it.each<Partial<ContainerAppDefinition>>([
    {},
    { name: 'w1', cpu: 0.25, memory: '0.5Gi', minReplicas: 0, maxReplicas: 1, activationMessageCount: 0 },
    { name: 'w'.repeat(32), cpu: 4, memory: '8Gi', minReplicas: 1000, maxReplicas: 1000, messagesPerReplica: 1 },
    { cpu: 1, memory: '2.0Gi', workloadProfileName: 'Consumption' },
    { cpu: 7, memory: '20Gi', workloadProfileName: 'D8' },
    { pollingInterval: 'PT1S', cooldownPeriod: 'PT0S', terminationGracePeriod: 'PT10M' },
    { environmentId: `${inGroup}/Microsoft.App/managedEnvironments/workers` },
    { image: 'orders-worker', healthPort: 65_535 },
    { image: 'contoso.azurecr.io/shop/orders-worker:1.4.2-RC1' },
    { image: `localhost:5000/orders-worker@sha256:${'0'.repeat(64)}` },
    { image: 'shop/orders-worker:1.4.2', registryServer: 'contoso.azurecr.io' },
  ])('accepts %p', (app) => {
    expect(containerAppProblems(app)).toEqual([]);
  });

  it.each<[Partial<ContainerAppDefinition>, string]>([
    [
      { name: 'Orders' },
      "name is 'Orders', but a container app's name has 2 to 32 lowercase letters, digits and single hyphens, starts with a letter, and ends with a letter or digit. Choose for example 'orders-worker'.",
    ],
    [{ name: 'orders--worker' }, 'digits and single hyphens'],
    [{ name: 'w'.repeat(33) }, '2 to 32 lowercase letters'],
    [
      { environmentId: 'workers' },
      "environmentId is 'workers', but the id of an environment of container apps is /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.App/managedEnvironments/<name>. Give the environment's id, not its name.",
    ],
    [
      { cpu: 0.3 },
      'cpu is 0.3, but a container has 0.25 to 4 processors in steps of 0.25. Give for example 0.5, or choose a workload profile of larger machines.',
    ],
    [{ cpu: 4.25 }, 'a container has 0.25 to 4 processors'],
    [{ memory: '512Mi' }, "memory is '512Mi', but memory is given in gibibytes. Give for example '1Gi'."],
    [
      { cpu: 0.5, memory: '2Gi' },
      "memory is '2Gi', but a container with 0.5 processors has 1Gi. Give '1Gi', or leave memory out.",
    ],
    [
      { minReplicas: -1 },
      'minReplicas is -1, but minReplicas is a whole number from 0 to 1000. Give one within that range.',
    ],
    [
      { maxReplicas: 0 },
      'maxReplicas is 0, but maxReplicas is a whole number from 1 to 1000. Give one within that range.',
    ],
    [
      { minReplicas: 4, maxReplicas: 3 },
      'minReplicas is 4, but there are at most 3 replicas by maxReplicas. Give a smaller minReplicas or a larger maxReplicas.',
    ],
    [
      { messagesPerReplica: 0 },
      'messagesPerReplica is 0, but a replica is there for a whole number of messages, at least 1. Give how many messages one replica works off in a few seconds.',
    ],
    [
      { activationMessageCount: 0.5 },
      'activationMessageCount is 0.5, but it is a whole number, at least 0. Give 0 to start the first replica with the first message.',
    ],
    [
      { pollingInterval: 'PT0.5S' },
      "pollingInterval is 'PT0.5S', but it is PT1S to P1D in whole seconds. Give for example 'PT30S'.",
    ],
    [
      { cooldownPeriod: '5m' },
      "cooldownPeriod is '5m', but it is PT0S to P1D in whole seconds. '5m' is no ISO 8601 duration of the form PnDTnHnMnS. Write for example 'PT45S', 'PT10M' or 'P14D'.",
    ],
    [
      { terminationGracePeriod: 'PT11M' },
      "terminationGracePeriod is 'PT11M', but it is PT0S to PT10M in whole seconds. Give the time in which the program finishes what it has received.",
    ],
    [
      { image: 'Orders Worker' },
      "image is 'Orders Worker', but an image is a name in lowercase letters with a tag or digest, 'orders-worker:1.4.2'. Give it as the registry lists it.",
    ],
    [
      { image: 'contoso.azurecr.io/orders-worker:1', registryServer: 'contoso.azurecr.io' },
      "image is 'contoso.azurecr.io/orders-worker:1', but the registry's host, 'contoso.azurecr.io', is put in front of it. Give name and tag alone, or leave registry out.",
    ],
    [
      { registryServer: 'https://contoso.azurecr.io' },
      "registryServer is 'https://contoso.azurecr.io', but a registry is named by its host alone. Give for example 'contoso.azurecr.io', without https:// and path.",
    ],
    [
      { registryId: 'contoso' },
      "registryId is 'contoso', but the id of a container registry is /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ContainerRegistry/registries/<name>. Give the registry's id, not its name.",
    ],
    [
      { identityId: 'worker' },
      "identityId is 'worker', but the id of a user-assigned identity is /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ManagedIdentity/userAssignedIdentities/<name>. Give the identity's id, not its name or its principal id.",
    ],
    [
      { healthPort: 0 },
      'healthPort is 0, but a port is a whole number from 1 to 65535. Give the port on which the program answers probes, such as 8080.',
    ],
  ])('refuses %p', (app, message) => {
    expect(containerAppProblems(app).map(describeProblem)).toEqual([expect.stringContaining(message)]);
  });
});
