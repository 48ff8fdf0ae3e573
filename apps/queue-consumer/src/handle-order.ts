import type { Order } from '@ams/messages';
import type { HandlerContext } from '@ams/messaging-runtime';

/**
 * What happens to an order: the place for a team's own code. When it returns, the message is completed.
 *
 * It may see the same order again, after a crash or a lost lock: what it does must bear that.
 *
 * @throws UnprocessableMessageError (of `@ams/messaging-runtime`) for an order that can never be processed. Anything
 *   else is tried again
 */
export function handleOrder(order: Order, context: HandlerContext): Promise<void> | void {
  context.log.debug({ orderId: order.order_id, amount: order.amount }, 'order processed');
}
