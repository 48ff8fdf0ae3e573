/** The host that clients of a namespace connect to. */
export function namespaceHost(name: string): string {
  return `${name}.servicebus.windows.net`;
}

/**
 * How a namespace is reached from inside a virtual network.
 *
 * Source: "Azure Private Endpoint private DNS zone values" (learn.microsoft.com).
 */
export const privateLink = {
  /** The zone in which the private addresses of namespaces are found. */
  dnsZoneName: 'privatelink.servicebus.windows.net',
  /** The part of a namespace that an endpoint leads to; there is no other. */
  subresource: 'namespace',
} as const;
