import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { customerOrderContract, eventContract, orderContract, type Event, type Order } from '@ams/messages';
import { messageOf } from '@ams/messaging-runtime';
import type { ServiceBusMessage } from '@azure/service-bus';
import type { Traffic } from './traffic.js';

export interface Wanted {
  readonly orders: number;
  readonly events: number;
  /** Customers whose orders they are, in turn, each customer's in sequence. Default: orders that are nobody's. */
  readonly customers?: number | undefined;
}

/** Orders of a shop and events around it, as many as wanted, none kept in memory. */
export function generatedTraffic({ orders, events, customers }: Wanted): Traffic {
  const makeOrder = customers === undefined ? anyOrder : orderOfCustomer(customers);
  return {
    order: { total: orders, messages: () => repeat(orders, makeOrder) },
    event: { total: events, messages: () => repeat(events, anyEvent) },
  };
}

function* repeat(count: number, make: (index: number) => ServiceBusMessage): Generator<ServiceBusMessage> {
  for (let index = 0; index < count; index += 1) yield make(index);
}

function anyOrder(): ServiceBusMessage {
  const order: Order = { order_id: randomUUID(), ts: now(), amount: amount() };
  return messageOf(orderContract, order);
}

/** The ids tell the sequence: `4f2a90c1-customer-7-12` is the customer's twelfth order of this run. */
function orderOfCustomer(customers: number): (index: number) => ServiceBusMessage {
  const run = randomBytes(4).toString('hex');
  return (index) => {
    const customer_id = `customer-${1 + (index % customers)}`;
    const order_id = `${run}-${customer_id}-${1 + Math.floor(index / customers)}`;
    return messageOf(customerOrderContract, { order_id, ts: now(), amount: amount(), customer_id });
  };
}

/** Sign-ups and purchases in turn. */
function anyEvent(index: number): ServiceBusMessage {
  const common = { event_id: randomUUID(), ts: now(), user_id: `user-${randomInt(1, 10_000)}` };
  const event: Event =
    index % 2 === 0
      ? { ...common, type: 'user.signup' }
      : { ...common, type: 'purchase', order_id: randomUUID(), amount: amount() };
  return messageOf(eventContract, event);
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
