import { randomInt, randomUUID } from 'node:crypto';
import type { Event, Order } from '@ams/messages';
import type { ServiceBusMessage } from '@azure/service-bus';
import { eventMessage, orderMessage } from './envelope.js';
import type { Traffic } from './traffic.js';

/** Orders of a shop and events around it, as many as wanted, none kept in memory. */
export function generatedTraffic(counts: { readonly orders: number; readonly events: number }): Traffic {
  return {
    order: { total: counts.orders, messages: () => repeat(counts.orders, () => orderMessage(order())) },
    event: { total: counts.events, messages: () => repeat(counts.events, (index) => eventMessage(event(index))) },
  };
}

function* repeat(count: number, make: (index: number) => ServiceBusMessage): Generator<ServiceBusMessage> {
  for (let index = 0; index < count; index += 1) yield make(index);
}

function order(): Order {
  return { order_id: randomUUID(), ts: now(), amount: amount() };
}

/** Sign-ups and purchases in turn. */
function event(index: number): Event {
  const common = { event_id: randomUUID(), ts: now(), user_id: `user-${randomInt(1, 10_000)}` };
  return index % 2 === 0
    ? { ...common, type: 'user.signup' }
    : { ...common, type: 'purchase', order_id: randomUUID(), amount: amount() };
}

/** From 1.00 to 499.99. Nothing to guess, so that the quicker source of chance will do. */
function amount(): number {
  return (100 + Math.floor(Math.random() * 49_900)) / 100;
}

let latest = { at: Number.NaN, text: '' };

/** The time, written anew only when it has changed: within a millisecond many messages are made. */
function now(): string {
  const at = Date.now();
  if (at !== latest.at) latest = { at, text: new Date(at).toISOString() };
  return latest.text;
}
