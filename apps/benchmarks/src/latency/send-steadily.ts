import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import type { ServiceBusSender } from '@azure/service-bus';

import { Schedule } from './schedule.js';
import { sharedNow } from './stamp.js';

export interface SteadyTraffic {
  readonly perSecond: number;
  readonly count: number;
  /** Of these, so many are sent first that are not to be measured. */
  readonly warmUp: number;
}

/**
 * Sends messages of about 120 bytes one at a time at a steady rate, whether or not earlier ones have been accepted.
 *
 * @returns for each message that counts, milliseconds from when it was due until it was sent.
 */
export async function sendSteadily(
  sender: Pick<ServiceBusSender, 'sendMessages'>,
  { perSecond, count, warmUp }: SteadyTraffic,
): Promise<readonly number[]> {
  const schedule = new Schedule(sharedNow(), perSecond);
  const delays: number[] = [];
  const sendings: Promise<void>[] = [];
  let failure: unknown;
  while (sendings.length < count && failure === undefined) {
    const due = Math.min(count, schedule.dueBy(sharedNow()));
    while (sendings.length < due) {
      const index = sendings.length;
      const message = stamped(index < warmUp);
      if (index >= warmUp) delays.push(message.body.sent_at - schedule.dueAt(index));
      sendings.push(sender.sendMessages(message).catch((error: unknown) => void (failure ??= error)));
    }
    await pause(Math.max(0, schedule.dueAt(sendings.length) - sharedNow()));
  }
  await Promise.all(sendings);
  if (failure !== undefined) throw failure;
  return delays;
}

function stamped(warmUp: boolean) {
  const id = randomUUID();
  return {
    messageId: id,
    contentType: 'application/json',
    body: { order_id: id, ts: new Date().toISOString(), warm_up: warmUp, sent_at: sharedNow() },
  };
}
