import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { BatchHandler, FailedMessage } from '../../processing/batch-handler.js';
import type { HandlerContext } from '../../processing/handler-context.js';

/** Where the work on the understood messages of a batch is done. When it throws, all of them have failed. */
export type BatchHandlerOf<Message> = (messages: readonly Message[], context: HandlerContext) => Promise<void> | void;

export interface BatchHandling<Message> {
  /** Understands a message, or throws for one that it does not understand or that is to fail. */
  readonly understand: (received: ServiceBusReceivedMessage) => Message;
  readonly handle: BatchHandlerOf<Message>;
  /** The message was handled. */
  readonly onHandled: (received: ServiceBusReceivedMessage) => void;
}

/** Hands on what is understood of a batch. What is not does not keep the others. */
export function batchHandlerOf<Message>({ understand, handle, onHandled }: BatchHandling<Message>): BatchHandler {
  return async (batch, context) => {
    const failed: FailedMessage[] = [];
    const understood: Message[] = [];
    const handled: ServiceBusReceivedMessage[] = [];
    for (const received of batch) {
      try {
        understood.push(understand(received));
        handled.push(received);
      } catch (error) {
        failed.push({ message: received, error });
      }
    }
    try {
      if (understood.length > 0) await handle(understood, context);
    } catch (error) {
      context.discardSends();
      return { failed: [...failed, ...handled.map((message) => ({ message, error }))] };
    }
    handled.forEach(onHandled);
    return { failed };
  };
}
