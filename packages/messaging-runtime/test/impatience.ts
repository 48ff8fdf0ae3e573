import type { ServiceBusClientOptions } from '@azure/service-bus';

/** Gives up soon what the broker does not answer, for tests that have it fall silent all the time. */
export const impatient: ServiceBusClientOptions = {
  retryOptions: { maxRetries: 1, retryDelayInMs: 50, timeoutInMs: 1_000 },
};

const { setTimeout: realSetTimeout } = globalThis;

/**
 * Lets a test file end while timers are due. Requests that a broken connection left unanswered wait for a minute, even when
 * their client is closed.
 */
export function doNotWaitForTimers(): void {
  beforeAll(() => {
    const unreferenced = (...args: Parameters<typeof realSetTimeout>) => realSetTimeout(...args).unref();
    globalThis.setTimeout = Object.assign(unreferenced, realSetTimeout);
  });
  afterAll(() => {
    globalThis.setTimeout = realSetTimeout;
  });
}
