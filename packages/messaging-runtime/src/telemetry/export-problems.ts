import type { DiagLogger } from '@opentelemetry/api';
import type { Logger } from '../logger.js';

/** Milliseconds for which further problems are not told: a collector that is away is so for every export. */
const silence = 60_000;

/**
 * Logs what goes wrong with telemetry itself, at most once a minute.
 *
 * @param now milliseconds; for tests
 */
export function exportProblems(log: Pick<Logger, 'warn' | 'debug'>, now: () => number = Date.now): DiagLogger {
  let toldAt = -Infinity;
  const tell = (text: string): void => {
    if (now() - toldAt < silence) {
      log.debug({ problem: problemIn(text) }, 'telemetry not sent');
      return;
    }
    toldAt = now();
    log.warn({ problem: problemIn(text) }, 'telemetry not sent; more of it is logged once a minute');
  };
  const nothing = (): void => undefined;
  return { error: tell, warn: tell, info: nothing, debug: nothing, verbose: nothing };
}

/** The SDK gives an error as JSON, with its stack. */
function problemIn(text: string): string {
  try {
    const { message, code }: { message?: unknown; code?: unknown } = JSON.parse(text) ?? {};
    const said = [message, code].filter((part) => typeof part === 'string' && part !== '');
    return said.length === 0 ? text : said.join(', ');
  } catch {
    return text;
  }
}
