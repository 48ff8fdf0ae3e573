import type { ServiceBusClient } from '@azure/service-bus';

/** The parts of rhea, under the client, in which a link waits to be attached. Its typings do not have them. */
interface WaitingLink {
  readonly local?: { readonly attach?: { readonly properties?: Readonly<Record<string, unknown>> } };
  is_open(): boolean;
  close(): void;
  once(event: 'receiver_open', listener: () => void): unknown;
  dispatch(event: 'receiver_close', context: unknown): unknown;
  _context(): unknown;
}

interface Internals {
  readonly _connectionContext?: {
    readonly connection?: {
      readonly _connection?: {
        readonly local_channel_map?: Readonly<
          Record<string, { readonly links?: Readonly<Record<string, WaitingLink>> }>
        >;
      };
    };
  };
}

/** Property of a link that holds the identifier of its receiver. */
const identifierProperty = 'com.microsoft:receiver-name';

/**
 * Ends a receiver's wait for a session. The client itself knows no way: it looks at its signal only when the broker has
 * answered, up to a minute later, and even when it is closed its timers keep the process alive until then. Here it is told
 * that the link has closed; the link itself cannot be closed before it is open, and is as soon as it is. With a client that
 * is made otherwise this does nothing.
 *
 * @param identifier that which the receiver was asked for with
 */
export function endWait(client: ServiceBusClient, identifier: string): void {
  const { _connectionContext: context } = client as unknown as Internals;
  for (const session of Object.values(context?.connection?._connection?.local_channel_map ?? {})) {
    for (const link of Object.values(session.links ?? {})) {
      if (link.local?.attach?.properties?.[identifierProperty] !== identifier || link.is_open()) continue;
      link.once('receiver_open', () => link.close());
      link.dispatch('receiver_close', link._context());
    }
  }
}
