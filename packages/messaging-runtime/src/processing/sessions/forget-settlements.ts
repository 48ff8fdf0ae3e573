import type { SessionReceiver } from './session-source.js';

/** A settlement that waits for the broker's word, as the client keeps it. Its typings do not have it. */
interface Waiting {
  readonly timer?: NodeJS.Timeout;
  reject(error: Error): void;
}

interface Internals {
  readonly _messageSession?: { readonly _deliveryDispositionMap?: Map<unknown, Waiting> };
}

/**
 * Has the settlements fail that a closed receiver still waits for. The client would wait a minute for words that cannot
 * come any more, and the process with it. With a client that is made otherwise this does nothing.
 */
export function forgetSettlements(receiver: Pick<SessionReceiver, 'sessionId'>): void {
  const settlements = (receiver as unknown as Internals)._messageSession?._deliveryDispositionMap;
  if (settlements === undefined) return;
  for (const { timer, reject } of settlements.values()) {
    clearTimeout(timer);
    reject(new Error(`the link of session ${receiver.sessionId} closed before the broker confirmed a settlement`));
  }
  settlements.clear();
}
