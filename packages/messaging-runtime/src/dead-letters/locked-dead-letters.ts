import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import type { CompleteAndSend, Outgoing } from '../processing/complete-and-send.js';
import type { Instrumentation } from '../telemetry/telemetry.js';
import type { DeadLetterSource } from './dead-letter-source.js';
import { LockedMessages } from './locked-messages.js';
import { tracedMove } from './traced-move.js';

/** Walks through the dead letters of a source under lock, and moves those that are meant. */
export class LockedDeadLetters extends LockedMessages<ServiceBusReceiver> {
  readonly #source: DeadLetterSource;
  readonly #telemetry: Pick<Instrumentation, 'processor'> | undefined;

  /**
   * @param completeAndSendOf makes how messages of a receiver leave together with what is sent for them
   * @param telemetry traces and measures what is moved
   */
  constructor(
    source: DeadLetterSource,
    completeAndSendOf: (receiver: ServiceBusReceiver) => CompleteAndSend,
    telemetry?: Pick<Instrumentation, 'processor'>,
  ) {
    super(source.openReceiver, completeAndSendOf);
    this.#source = source;
    this.#telemetry = telemetry;
  }

  /**
   * Sends a copy and removes the message for good. If that fails, the message is kept.
   *
   * @throws what {@link CompleteAndSend} throws
   */
  move(message: ServiceBusReceivedMessage, copy: Outgoing): Promise<void> {
    return this.finish(message, async ({ receiver, lane }) => {
      const settle = (leaving: Outgoing) => lane.settle(message, { kind: 'complete', sends: [leaving] });
      const { fullyQualifiedNamespace: server } = this.#source.client;
      const instrumentation = this.#telemetry?.processor(receiver.entityPath, server);
      await (instrumentation === undefined ? settle(copy) : tracedMove(instrumentation, message, copy, settle));
    });
  }
}
