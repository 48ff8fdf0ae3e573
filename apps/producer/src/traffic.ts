import type { ServiceBusMessage } from '@azure/service-bus';

/** What a message is, and with that where it goes: orders to the queue, events to the topic. */
export const kinds = ['order', 'event'] as const;

export type Kind = (typeof kinds)[number];

/** Messages of one kind, made or read as they are asked for. */
export interface TrafficOfKind {
  readonly total: number;
  readonly messages: () => Iterable<ServiceBusMessage> | AsyncIterable<ServiceBusMessage>;
}

/** What is to be sent. */
export type Traffic = Readonly<Record<Kind, TrafficOfKind>>;
