import { privateEndpointProblems, privateLink, tagProblems, type Problem } from '@ams/service-bus-model';
import { PrivateEndpoint } from '@cdktf/provider-azurerm/lib/private-endpoint/index.js';
import { PrivateEndpointApplicationSecurityGroupAssociation } from '@cdktf/provider-azurerm/lib/private-endpoint-application-security-group-association/index.js';
import { Annotations } from 'cdktf';
import { Construct } from 'constructs';
import { known } from './known.js';
import type { IServiceBusNamespace } from './namespace-base.js';
import { AzureRefusalError, refuse } from './refusal.js';
import type { ResourceGroupReference } from './resource-group.js';

export interface PrivateEndpointProps {
  /** Id of the subnet that the private address is taken from. */
  readonly subnetId: string;
  /**
   * The zone `privatelink.servicebus.windows.net` that the address is entered in: a `ServiceBusPrivateDnsZone`, a zone of
   * the provider, or a zone's id. Without one, clients go on finding the public address.
   * @default none
   */
  readonly dnsZone?: string | { readonly id: string };
  /**
   * Whether somebody else enters the address, an Azure Policy for example. Terraform leaves the entry alone then.
   * @default false
   */
  readonly dnsManagedElsewhere?: boolean;
  /**
   * Where the endpoint is put. Its region is the virtual network's.
   * @default resource group and region of the namespace
   */
  readonly resourceGroup?: ResourceGroupReference;
  /**
   * A fixed address of the subnet, IPv4.
   * @default the next one that is free
   */
  readonly ipAddress?: string;
  /**
   * Name of the network interface that Azure makes for it.
   * @default Azure's choice
   */
  readonly networkInterfaceName?: string;
  /**
   * What the namespace's owner is told, 1 to 140 characters, where the connection needs an approval: the one who deploys
   * has no rights on the namespace.
   * @default none; the connection approves itself
   */
  readonly requestMessage?: string;
  /**
   * Application security groups that it is in, for rules of network security groups: their ids, by names of your own.
   * @default none
   */
  readonly applicationSecurityGroups?: Readonly<Record<string, string>>;
  /** @default no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface ServiceBusPrivateEndpointProps extends PrivateEndpointProps {
  /** 1 to 80 letters, digits and `. - _`; unique in the resource group. */
  readonly name: string;
  readonly namespace: IServiceBusNamespace;
}

/**
 * An address inside a virtual network that leads to a Premium namespace. Made by `addPrivateEndpoint` of a namespace.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply
 */
export class ServiceBusPrivateEndpoint extends Construct {
  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: PrivateEndpoint;
  /** The address in the subnet, known after apply. */
  readonly privateIpAddress: string;

  constructor(scope: Construct, id: string, props: ServiceBusPrivateEndpointProps) {
    super(scope, id);
    const { name, namespace, subnetId, dnsZone, ipAddress, requestMessage, networkInterfaceName, tags } = props;
    const { dnsManagedElsewhere = false, applicationSecurityGroups = {} } = props;
    const dnsZoneId = typeof dnsZone === 'object' ? dnsZone.id : dnsZone;
    refuse(this, [
      ...privateEndpointProblems(
        {
          ...known({ name, subnetId, dnsZoneId, ipAddress, requestMessage }),
          applicationSecurityGroups: known({ ...applicationSecurityGroups }),
        },
        namespace,
      ),
      ...(dnsManagedElsewhere && dnsZoneId !== undefined ? [twoManagers(dnsZoneId)] : []),
      ...tagProblems(tags && known(tags)),
    ]);
    if (!dnsManagedElsewhere && dnsZoneId === undefined) Annotations.of(this).addWarning(noZoneWarning);

    this.resource = new PrivateEndpoint(this, 'Default', {
      ...placeOf(this, props),
      name,
      subnetId,
      customNetworkInterfaceName: networkInterfaceName,
      privateServiceConnection: {
        name,
        privateConnectionResourceId: namespace.namespaceId,
        subresourceNames: [privateLink.subresource],
        isManualConnection: requestMessage !== undefined,
        requestMessage,
      },
      ...(ipAddress !== undefined && { ipConfiguration: [addressBlock(name, ipAddress)] }),
      ...(dnsZoneId !== undefined && { privateDnsZoneGroup: { name: 'default', privateDnsZoneIds: [dnsZoneId] } }),
      ...(dnsManagedElsewhere && { lifecycle: { ignoreChanges: ['private_dns_zone_group'] } }),
      tags: tags && { ...tags },
    });
    for (const [group, applicationSecurityGroupId] of Object.entries(applicationSecurityGroups)) {
      new PrivateEndpointApplicationSecurityGroupAssociation(this, group, {
        privateEndpointId: this.resource.id,
        applicationSecurityGroupId,
      });
    }
    this.privateIpAddress = this.resource.privateServiceConnection.privateIpAddress;
  }
}

/** @throws {AzureRefusalError} if nobody said the region */
function placeOf(endpoint: Construct, { resourceGroup, namespace }: ServiceBusPrivateEndpointProps) {
  const location = resourceGroup?.location ?? namespace.location;
  if (location !== undefined) {
    return { resourceGroupName: resourceGroup?.name ?? namespace.resourceGroupName, location };
  }
  throw new AzureRefusalError(endpoint.node.path, [
    {
      property: 'resourceGroup',
      value: resourceGroup,
      rule: "an endpoint has a region, and nobody said the namespace's",
      cure: 'Give resourceGroup, or tell fromNamespaceId the location.',
    },
  ]);
}

const noZoneWarning =
  'dnsZone is left out, so that clients in the network go on finding the public address. Give a ServiceBusPrivateDnsZone, or set dnsManagedElsewhere where somebody else enters the address.';

function twoManagers(dnsZoneId: string): Problem {
  return {
    property: 'dnsManagedElsewhere',
    value: true,
    rule: `the address is entered by Terraform or by somebody else, and dnsZone is '${dnsZoneId}'`,
    cure: 'Leave one of dnsZone and dnsManagedElsewhere out.',
  };
}

/** A namespace has one address, and its endpoint's part of that name is called as the subresource. */
function addressBlock(name: string, privateIpAddress: string) {
  const { subresource } = privateLink;
  return { name, privateIpAddress, subresourceName: subresource, memberName: subresource };
}
