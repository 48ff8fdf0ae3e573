import type { ProcessingCounts } from './counts.js';
import { MessageContext } from './handler-context.js';
import { abandonOrDeadLetter, handle, type MessageHandler } from './message-handler.js';
import { ProcessingLoop } from './processing-loop.js';
import type { ProcessingOptions } from './processing-options.js';

export interface ProcessorOptions extends ProcessingOptions {
  readonly handler: MessageHandler;
}

/**
 * Receives messages under peek-lock, hands each to the handler and settles it, until it is told to stop.
 * A connection that breaks is waited for; meanwhile messages whose locks expire go to others, as Service Bus has it.
 *
 * @returns what became of the messages, once all are settled, or handlers have overrun the stop deadline
 * @throws {@link MessagingFailure} if the entity cannot be received from for good; what was held is settled before
 */
export function runProcessor(options: ProcessorOptions): Promise<ProcessingCounts> {
  const { handler, log, onFailure = abandonOrDeadLetter, instrumentation } = options;
  const ending = { onFailure, log };
  const dispatch = (loop: ProcessingLoop): void => {
    for (;;) {
      const held = loop.backlog.next();
      if (held === undefined) return;
      const context = new MessageContext(held.message, log);
      held.context = context;
      const handled =
        instrumentation === undefined
          ? handle(handler, held.message, context, ending)
          : instrumentation.process([held.message], () => handle(handler, held.message, context, ending));
      if (!(handled instanceof Promise)) loop.end(held, handled);
      else {
        void handled.then((late) => {
          loop.end(held, late);
          dispatch(loop);
        });
      }
    }
  };
  return new ProcessingLoop(options, dispatch).run();
}
