import type { MessageHandlers, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { explainFailure, isRetriedByClient, isTransient, type MessagingFailure } from '../errors.js';
import type { Logger } from '../logger.js';

export interface ReceptionOptions {
  readonly receiver: Pick<ServiceBusReceiver, 'subscribe' | 'entityPath'>;
  readonly log: Pick<Logger, 'warn' | 'info'>;
  /** Messages that may arrive when a link opens. */
  readonly credits: number;
  /** A link is open, at first or again. */
  readonly onLinkOpen: () => void;
  /** The link is broken, and is opened again. */
  readonly onInterrupted?: (problem: string) => void;
  /** @returns the message's credit: one more may arrive when it resolves */
  readonly onMessage: (message: ServiceBusReceivedMessage) => Promise<void>;
  /** Time does not heal it; or nothing was received yet, and it is the configuration that is wrong. */
  readonly onFailure: (failure: MessagingFailure) => void;
}

/**
 * What the client calls each time that its link is open and about to get its credits. It is not in the client's types,
 * though nothing else tells: a test shows that it is called.
 */
interface LinkHandlers extends MessageHandlers {
  readonly postInitialize: () => Promise<void>;
}

/**
 * Receives by `subscribe` until it is closed. The client opens its link again whenever it breaks.
 *
 * Why not by `receiveMessages`: each of its calls that does not get all it asked for takes its credit back from the broker,
 * and closes the link when the broker does not answer within 200 milliseconds. Settlements on their way are then unheard
 * of. A subscription does so once, when it is closed.
 *
 * @returns closes it; close it while no settlement is on its way
 */
export function startReception(options: ReceptionOptions): () => Promise<void> {
  const { receiver, log, credits, onMessage, onFailure } = options;
  const closing = new AbortController();
  let opened = false;
  let interrupted = false;
  const handlers: LinkHandlers = {
    postInitialize: () => {
      opened = true;
      options.onLinkOpen();
      return Promise.resolve();
    },
    processMessage: (message) => {
      // Not when the link opens: one that the broker refuses opens, too, for a moment.
      if (interrupted) log.info({ entity: receiver.entityPath }, 'receiving again');
      interrupted = false;
      return onMessage(message);
    },
    processError: ({ error }) => {
      if (!closing.signal.aborted) {
        const failure = explainFailure(error, { action: 'receive from', entity: receiver.entityPath });
        if (!isTransient(error) || (!opened && !isRetriedByClient(error))) onFailure(failure);
        else if (!interrupted) log.warn({ problem: failure.message }, 'receiving interrupted, trying again');
        interrupted = true;
        options.onInterrupted?.(failure.message);
      }
      return Promise.resolve();
    },
  };
  const subscription = receiver.subscribe(handlers, {
    maxConcurrentCalls: credits,
    autoCompleteMessages: false,
    abortSignal: closing.signal,
  });
  return async () => {
    // Ends the attempts to open a link, too, and the pauses between them.
    closing.abort();
    await subscription.close();
  };
}
