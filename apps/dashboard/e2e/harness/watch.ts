import type { Page } from 'playwright-core';

/** What went wrong in a page that nobody saw: errors on its console and in its scripts, and requests that failed. */
export interface Watch {
  /** Problems that look like this are part of the test. */
  allow(problem: RegExp): void;
  /** @throws Error with all problems that no test asked for. */
  check(): void;
}

/** Watches a page from its first request on. A breach of its content security policy comes as an error on the console. */
export function watch(page: Page): Watch {
  const problems: string[] = [];
  const allowed: RegExp[] = [];
  page.on('console', (message) => {
    // A request that failed is told below, with its address.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      problems.push(`console: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => problems.push(`script: ${error.stack ?? error.message}`));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'no reason';
    // A page that is left gives up what it asked for.
    if (reason !== 'net::ERR_ABORTED') problems.push(`request: ${request.method()} ${request.url()}: ${reason}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) {
      problems.push(`response: ${response.status()} ${response.request().method()} ${response.url()}`);
    }
  });
  return {
    allow: (problem) => allowed.push(problem),
    check() {
      const unexpected = problems.filter((problem) => !allowed.some((pattern) => pattern.test(problem)));
      if (unexpected.length > 0) throw new Error(`The page had problems:\n${unexpected.join('\n')}`);
    },
  };
}
