import { insightContract, type Event, type PurchaseMade } from '@ams/messages';
import { messageOf, type HandlerContext } from '@ams/messaging-runtime';
import { totalsOf } from './purchase-totals.js';

/**
 * Adds up the purchases among events and has the sum sent to the topic of insights, together with the completion of the
 * events: either both happen or neither, so that every purchase is in exactly one sum. Sign-ups are only counted.
 *
 * @param topic of insights
 */
export function analyzeEvents(
  events: readonly Event[],
  topic: string,
  context: Pick<HandlerContext, 'send' | 'log'>,
): void {
  const purchases = events.filter(isPurchase);
  const totals = totalsOf(purchases);
  if (totals !== undefined) context.send({ entity: topic, message: messageOf(insightContract, totals) });
  context.log.debug(
    { insight: totals?.event_id, purchases: purchases.length, signUps: events.length - purchases.length },
    'events analyzed',
  );
}

function isPurchase(event: Event): event is PurchaseMade {
  return event.type === 'purchase';
}
