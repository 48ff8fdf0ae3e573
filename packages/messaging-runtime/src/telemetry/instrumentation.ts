import type { ServiceBusReceivedMessage, ServiceBusSender } from '@azure/service-bus';
import type { ProcessingCounts } from '../processing/counts.js';
import type { Outcome } from '../processing/settlement-lane.js';

/**
 * What processing and publishing tell whoever measures and traces them. Nothing here knows of OpenTelemetry: without an
 * instrumentation, a message pays for looking whether there is one.
 */

/** How handling ended. */
export interface Handling {
  /** What the handler threw, if it has failed. */
  readonly failure?: { readonly error: unknown } | undefined;
}

/** Told of the messages that a processor receives. */
export interface ProcessorInstrumentation {
  /**
   * A processor has started.
   *
   * @param held tells how many messages it holds
   * @returns to be called when it has ended
   */
  started(held: () => number): () => void;
  /** A message has arrived. */
  received(message: ServiceBusReceivedMessage): void;
  /**
   * Has messages handled as part of their traces: `run` is called at once, and what it does belongs to them.
   *
   * @param messages one, or those of a batch
   * @returns what `run` returns
   * @throws what `run` throws
   */
  process<Result extends Handling | void | Promise<Handling | void>>(
    messages: readonly ServiceBusReceivedMessage[],
    run: () => Result,
  ): Result;
  /** Does something more for a message that was handled, such as logging its end, as part of its trace. */
  within<Result>(message: ServiceBusReceivedMessage, run: () => Result): Result;
  /** The same outcome, what it sends made part of the message's trace unless it is part of one already. */
  outgoing(message: ServiceBusReceivedMessage, outcome: Outcome): Outcome;
  /**
   * A message is about to be settled.
   *
   * @param count what it will be counted as
   * @returns to be called when the broker has answered, or settling has failed
   */
  settling(message: ServiceBusReceivedMessage, outcome: Outcome, count: keyof ProcessingCounts): Settled;
  /** The circuit breaker has changed. */
  circuit(state: 'closed' | 'open' | 'trial'): void;
}

/** @param failure why settling has failed, if it has */
export type Settled = (failure?: { readonly error: unknown }) => void;

/** The part of a sender that an instrumentation sees. */
export type ObservedSender = Pick<ServiceBusSender, 'createMessageBatch' | 'entityPath'> &
  Partial<Pick<ServiceBusSender, 'sendMessages' | 'scheduleMessages'>>;

/** Sees what is published. */
export interface PublisherInstrumentation {
  /** The sender as one whose messages carry their traces, and that measures what it sends. */
  sender<Sender extends ObservedSender>(sender: Sender): Sender;
}

/** Whether a processor can receive. */
export type LinkState =
  | { readonly kind: 'open' }
  /** It is opened again, by itself. */
  | { readonly kind: 'interrupted'; readonly problem: string };
