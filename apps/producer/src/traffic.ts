import type { Outflow } from '@ams/messaging-runtime';

/** What a message is, and with that where it goes: orders to the queue, events to the topic. */
export const kinds = ['order', 'event'] as const;

export type Kind = (typeof kinds)[number];

/** Messages of one kind, made or read as they are asked for. */
export interface TrafficOfKind {
  /** Undefined where nobody knows beforehand. */
  readonly total: number | undefined;
  readonly messages: () => Outflow;
}

/** What is to be sent. */
export type Traffic = Readonly<Record<Kind, TrafficOfKind>>;

/** Messages of both kinds; undefined where nobody knows. */
export function totalOf({ order, event }: Traffic): number | undefined {
  return order.total === undefined || event.total === undefined ? undefined : order.total + event.total;
}
