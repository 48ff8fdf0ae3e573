import { setTimeout as pause } from 'node:timers/promises';

import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';

import type { Namespace } from '../harness/namespace.js';
import { customers, eventOf, faultOf, orderOf } from './story-messages.js';

/** Seconds of the broker's clock that the story takes. */
export const storySeconds = 840;

const second = 1_000;

/** What goes on in the namespace when the story is over. */
export interface Going {
  /** Stops it. */
  readonly close: () => Promise<void>;
}

/**
 * Lets a quarter of an hour pass within seconds: orders and events come and are processed, some cannot be and become dead
 * letters, and towards the end orders come faster than they are taken. Then it goes on by the machine's clock.
 */
export async function playDay({ client, clock }: Namespace): Promise<Going> {
  const day = new Day(client);
  for (let passed = 0; passed < storySeconds; passed++) {
    await day.second(passed, clock.now());
    clock.advance(second);
  }
  await day.schedule(clock.now());
  await day.hold();

  let open = true;
  const goOn = async (): Promise<void> => {
    for (let passed = storySeconds; open; passed++) {
      await day.second(passed, clock.now());
      await pause(second);
    }
  };
  const going = goOn();
  return {
    close: async () => {
      open = false;
      await going;
      await day.close();
    },
  };
}

/** Who sends and who receives, and what waits between them. */
class Day {
  readonly #orders;
  readonly #sessions;
  readonly #events;
  readonly #worker;
  readonly #billing;
  readonly #analytics;
  #sent = 0;
  #waiting = 0;
  #published = 0;

  constructor(client: ServiceBusClient) {
    this.#orders = client.createSender('orders');
    this.#sessions = client.createSender('customer-orders');
    this.#events = client.createSender('events');
    this.#worker = client.createReceiver('orders');
    this.#billing = client.createReceiver('events', 'billing');
    this.#analytics = client.createReceiver('events', 'analytics');
  }

  /** What happens in one second of the day. */
  async second(passed: number, now: number): Promise<void> {
    const rush = passed > storySeconds - 240 ? 2 : 1;
    const incoming = rush * Math.round(9 + 5 * Math.sin(passed / 40) + 2 * Math.sin(passed / 7));
    await this.#orders.sendMessages(Array.from({ length: incoming }, () => orderOf(++this.#sent, now)));
    this.#waiting += incoming;
    const taken = Math.min(this.#waiting, Math.round(10 + 3 * Math.sin(passed / 55)));
    await settle(this.#worker, taken);
    this.#waiting -= taken;
    await this.#event();
    if (passed % 60 === 0) {
      const orders = customers.map((customer) => ({ ...orderOf(++this.#sent, now), sessionId: customer }));
      await this.#sessions.sendMessages(orders);
    }
  }

  /** One for all, now and then one for billing alone. Analytics does not always find the time. */
  async #event(): Promise<void> {
    const event = eventOf(++this.#published);
    await this.#events.sendMessages(event);
    await settle(this.#billing, 1);
    if (event.applicationProperties === undefined && this.#published % 7 !== 0) await settle(this.#analytics, 1);
  }

  /** Orders of tomorrow. */
  async schedule(now: number): Promise<void> {
    const scheduledEnqueueTimeUtc = new Date(now + 86_400_000);
    const orders = Array.from({ length: 25 }, () => ({ ...orderOf(++this.#sent, now), scheduledEnqueueTimeUtc }));
    await this.#orders.sendMessages(orders);
  }

  /** What consumers are at when the pictures are taken. */
  async hold(): Promise<void> {
    await this.#worker.receiveMessages(8, { maxWaitTimeInMs: second });
    this.#waiting -= 8;
  }

  async close(): Promise<void> {
    const links = [this.#orders, this.#sessions, this.#events, this.#worker, this.#billing, this.#analytics];
    await Promise.all(links.map((each) => each.close()));
  }
}

/** Processes as many; what cannot be becomes a dead letter, for the reason that it gives. */
async function settle(receiver: ServiceBusReceiver, count: number): Promise<void> {
  if (count === 0) return;
  const received = await receiver.receiveMessages(count, { maxWaitTimeInMs: second });
  await Promise.all(received.map((message) => settleOne(receiver, message)));
}

function settleOne(receiver: ServiceBusReceiver, message: ServiceBusReceivedMessage): Promise<void> {
  const fault = faultOf(message.body);
  return fault === undefined ? receiver.completeMessage(message) : receiver.deadLetterMessage(message, fault);
}
