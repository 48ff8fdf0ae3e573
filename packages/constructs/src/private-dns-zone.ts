import { privateLink, tagProblems, virtualNetworkLinkProblems } from '@ams/service-bus-model';
import { PrivateDnsZone } from '@cdktf/provider-azurerm/lib/private-dns-zone/index.js';
import { PrivateDnsZoneVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link/index.js';
import { Construct } from 'constructs';
import { known } from './known.js';
import { refuse } from './refusal.js';

export interface ServiceBusPrivateDnsZoneProps {
  /** Where the zone is put. A resource group has at most one zone of the name, and a network at most one link to such. */
  readonly resourceGroupName: string;
  /**
   * Ids of the virtual networks whose clients find the namespace under its private address, by a name for each link.
   * @default none; add them by addVirtualNetwork
   */
  readonly virtualNetworks?: Readonly<Record<string, string>>;
  /** @default no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * The zone `privatelink.servicebus.windows.net`, in which the private addresses of namespaces are found. One serves all
 * namespaces and endpoints of a network.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply
 */
export class ServiceBusPrivateDnsZone extends Construct {
  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: PrivateDnsZone;
  /** Azure's id of the zone. */
  readonly id: string;
  readonly zoneName: string;
  private readonly tags: Readonly<Record<string, string>> | undefined;

  constructor(scope: Construct, id: string, props: ServiceBusPrivateDnsZoneProps) {
    super(scope, id);
    const { resourceGroupName, virtualNetworks = {}, tags } = props;
    refuse(this, tagProblems(tags && known(tags)));
    this.resource = new PrivateDnsZone(this, 'Default', {
      name: privateLink.dnsZoneName,
      resourceGroupName,
      tags: tags && { ...tags },
    });
    this.id = this.resource.id;
    this.zoneName = this.resource.name;
    this.tags = tags;
    for (const [name, networkId] of Object.entries(virtualNetworks)) this.addVirtualNetwork(name, networkId);
  }

  /**
   * Lets the clients of a virtual network find namespaces under their private addresses.
   *
   * @param name of the link: 1 to 80 letters, digits and `. - _`
   * @throws {AzureRefusalError} for a name or id that Azure would refuse
   */
  addVirtualNetwork(name: string, virtualNetworkId: string): PrivateDnsZoneVirtualNetworkLink {
    refuse(this, virtualNetworkLinkProblems(known({ name, virtualNetworkId })));
    return new PrivateDnsZoneVirtualNetworkLink(this, name, {
      name,
      privateDnsZoneName: this.zoneName,
      resourceGroupName: this.resource.resourceGroupName,
      virtualNetworkId,
      tags: this.tags && { ...this.tags },
    });
  }
}
