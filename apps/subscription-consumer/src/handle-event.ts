import type { Event } from '@ams/messages';
import type { HandlerContext } from '@ams/messaging-runtime';

/**
 * What `billing` does with an event: the place for the teams' own code. When it returns, the message is completed.
 *
 * It may see the same event again, after a crash or a lost lock: what it does must bear that.
 *
 * @throws UnprocessableMessageError (of `@ams/messaging-runtime`) for an event that can never be processed. Anything
 *   else is tried again
 */
export function handleEvent(event: Event, context: Pick<HandlerContext, 'log'>): Promise<void> | void {
  context.log.debug({ eventId: event.event_id, type: event.type }, 'event processed');
}
