import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { explainFailure, isTransient } from '../errors.js';
import { pauseAfter } from '../backoff.js';
import type { Logger } from '../logger.js';
import type { InFlight } from './in-flight.js';
import { ReceivePace } from './receive-pace.js';

export interface ReceiveLoopOptions {
  readonly receiver: Pick<ServiceBusReceiver, 'receiveMessages' | 'entityPath'>;
  readonly signal: AbortSignal;
  readonly log: Pick<Logger, 'warn' | 'info'>;
  readonly batchSize: number;
  readonly stopWhenIdle?: number;
  readonly inFlight: Pick<InFlight, 'size'>;
  /** Messages that can be taken now; none or less than none, if others have to be settled first. */
  readonly most: () => number;
  /** Whether no more are wanted, ever. */
  readonly isComplete: () => boolean;
  /** Resolves when the next message is settled. */
  readonly settled: () => Promise<void>;
  readonly onMessage: (message: ServiceBusReceivedMessage) => void;
}

/**
 * Receives until the signal, the idle time or the wanted number ends it.
 *
 * @throws {@link MessagingFailure} on an error that time does not heal, and on any error before the first success: then
 *   it is the configuration that is wrong
 */
export async function receiveUntilStopped(options: ReceiveLoopOptions): Promise<void> {
  const { receiver, signal, log, batchSize, stopWhenIdle = Infinity, inFlight, most, isComplete, settled } = options;
  const pace = new ReceivePace();
  let lastMessageAt = Date.now();
  let connected = false;
  let failures = 0;

  while (!signal.aborted && !isComplete()) {
    const count = Math.min(batchSize, most());
    if (count < 1) {
      await settled();
      continue;
    }
    // While messages are held one may be abandoned and come back, so that the entity is not idle.
    if (inFlight.size > 0) lastMessageAt = Date.now();
    const patience = stopWhenIdle - (Date.now() - lastMessageAt);
    if (patience <= 0) return;
    const request = pace.next(count, patience);
    try {
      const messages = await receiver.receiveMessages(request.count, { maxWaitTimeInMs: request.maxWaitTimeInMs });
      if (failures > 0) log.info({ entity: receiver.entityPath }, 'receiving again');
      connected = true;
      failures = 0;
      pace.observe(messages.length);
      if (messages.length > 0) lastMessageAt = Date.now();
      messages.forEach(options.onMessage);
    } catch (error) {
      const failure = explainFailure(error, { action: 'receive from', entity: receiver.entityPath });
      if (!connected || !isTransient(error)) throw failure;
      failures += 1;
      const pauseInMs = pauseAfter(failures);
      log.warn({ problem: failure.message, pauseInMs }, 'receiving interrupted, trying again');
      await pause(pauseInMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
