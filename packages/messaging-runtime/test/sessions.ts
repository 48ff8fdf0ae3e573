import type { ServiceBusMessage, ServiceBusReceivedMessage } from '@azure/service-bus';
import { queueSessions, runSessionProcessor, type SessionProcessorOptions } from '../src/index.js';
import type { TestSystem } from '../src/testing/index.js';
import { silent } from './support.js';

export const sessionQueue = 'customer-orders';

/** Messages of several sessions, taking turns: `a0`, `b0`, `a1`, `b1` … */
export function interleaved(sessionIds: readonly string[], perSession: number): ServiceBusMessage[] {
  return Array.from({ length: perSession }, (_, index) => index).flatMap((index) =>
    sessionIds.map((sessionId) => ({ sessionId, messageId: `${sessionId}${index}`, body: { index } })),
  );
}

/** `prefix0`, `prefix1` … */
export function named(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

const never = new AbortController().signal;

export type TestSessionOptions = Pick<SessionProcessorOptions, 'handler'> & Partial<SessionProcessorOptions>;

/** Processes the sessions of a system without pauses between retries, and logs nothing. */
export function processSessions({ client }: Pick<TestSystem, 'client'>, options: TestSessionOptions) {
  return runSessionProcessor({
    source: queueSessions(client, sessionQueue),
    signal: never,
    log: silent,
    pauseBeforeRetry: () => 0,
    ...options,
  });
}

/** What was done, by session, in the order in which it was done. */
export class SessionLedger {
  readonly #lines = new Map<string, string[]>();

  note({ sessionId = '', messageId }: Pick<ServiceBusReceivedMessage, 'sessionId' | 'messageId'>): void {
    const lines = this.#lines.get(sessionId) ?? [];
    lines.push(String(messageId));
    this.#lines.set(sessionId, lines);
  }

  get bySession(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries(this.#lines);
  }
}

/** What the ledger holds when each session's messages were done once and in order. */
export function inOrder(
  sessionIds: readonly string[],
  perSession: number,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(sessionIds.map((sessionId) => [sessionId, named(sessionId, perSession)]));
}

/** Lets what is under way go on for some turns of the event loop. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
