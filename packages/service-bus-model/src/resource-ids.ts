/** What an id of Azure Resource Manager looks like, apart from the subscription and the names in it. */
export interface ResourceIdShape {
  /** The thing, as a clause says it: "a subnet". */
  readonly kind: string;
  /** The id with a word for each part that differs. */
  readonly example: string;
}

const inGroup = '/subscriptions/<id>/resourceGroups/<group>/providers';

/** Ids that constructs are given as text. Azure compares them without regard to case. */
export const resourceIdShapes = {
  actionGroup: { kind: 'an action group', example: `${inGroup}/Microsoft.Insights/actionGroups/<name>` },
  functionApp: { kind: 'a function app', example: `${inGroup}/Microsoft.Web/sites/<name>` },
  logicApp: { kind: 'a Logic App', example: `${inGroup}/Microsoft.Logic/workflows/<name>` },
  applicationSecurityGroup: {
    kind: 'an application security group',
    example: `${inGroup}/Microsoft.Network/applicationSecurityGroups/<name>`,
  },
  containerAppEnvironment: {
    kind: 'an environment of container apps',
    example: `${inGroup}/Microsoft.App/managedEnvironments/<name>`,
  },
  containerRegistry: {
    kind: 'a container registry',
    example: `${inGroup}/Microsoft.ContainerRegistry/registries/<name>`,
  },
  eventHubAuthorizationRule: {
    kind: 'an access rule of an Event Hubs namespace',
    example: `${inGroup}/Microsoft.EventHub/namespaces/<namespace>/authorizationRules/<name>`,
  },
  logAnalyticsWorkspace: {
    kind: 'a Log Analytics workspace',
    example: `${inGroup}/Microsoft.OperationalInsights/workspaces/<name>`,
  },
  namespace: { kind: 'a namespace', example: `${inGroup}/Microsoft.ServiceBus/namespaces/<name>` },
  privateDnsZone: { kind: 'a private DNS zone', example: `${inGroup}/Microsoft.Network/privateDnsZones/<name>` },
  storageAccount: { kind: 'a storage account', example: `${inGroup}/Microsoft.Storage/storageAccounts/<name>` },
  subnet: { kind: 'a subnet', example: `${inGroup}/Microsoft.Network/virtualNetworks/<network>/subnets/<name>` },
  userAssignedIdentity: {
    kind: 'a user-assigned identity',
    example: `${inGroup}/Microsoft.ManagedIdentity/userAssignedIdentities/<name>`,
  },
  virtualNetwork: { kind: 'a virtual network', example: `${inGroup}/Microsoft.Network/virtualNetworks/<name>` },
} as const satisfies Record<string, ResourceIdShape>;

/** Whether the text is an id of that shape. */
export function isResourceId(id: string, { example }: ResourceIdShape): boolean {
  const parts = id.split('/');
  const wanted = example.split('/');
  return (
    parts.length === wanted.length &&
    wanted.every((part, index) => {
      const given = parts[index] ?? '';
      return part.startsWith('<') ? given !== '' : given.toLowerCase() === part.toLowerCase();
    })
  );
}

/** The names in the id of a resource directly in a resource group; undefined where it is none. */
export function resourceNames(
  id: string,
): { readonly subscriptionId: string; readonly resourceGroupName: string; readonly name: string } | undefined {
  const [, subscriptionId, resourceGroupName, name] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/[^/]+\/[^/]+\/([^/]+)$/i.exec(id) ?? [];
  if (subscriptionId === undefined || resourceGroupName === undefined || name === undefined) return undefined;
  return { subscriptionId, resourceGroupName, name };
}
