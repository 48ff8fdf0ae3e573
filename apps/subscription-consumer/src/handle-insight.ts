import type { Insight } from '@ams/messages';
import type { HandlerContext } from '@ams/messaging-runtime';

/**
 * What `reports` does with an insight: the place for the teams' own code. When it returns, the message is completed.
 *
 * It may see the same insight again, after a crash or a lost lock: what it does must bear that.
 *
 * @throws UnprocessableMessageError (of `@ams/messaging-runtime`) for an insight that can never be processed. Anything
 *   else is tried again
 */
export function handleInsight(insight: Insight, context: Pick<HandlerContext, 'log'>): Promise<void> | void {
  const { event_id, purchases, amount } = insight;
  context.log.debug({ insight: event_id, purchases, amount }, 'insight reported');
}
