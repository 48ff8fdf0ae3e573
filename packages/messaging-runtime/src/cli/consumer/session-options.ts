import { Option } from '@commander-js/extra-typings';
import { wholeNumber } from '../option-values.js';

/** Sessions that one process may hold at once: each is a link on its connection. */
export const mostSessions = 1_000;

/** For consumers of an entity with sessions. */
export function sessionsOption() {
  return new Option(
    '--sessions <count>',
    `process sessions in order, so many at the same time, 1 to ${mostSessions.toLocaleString('en-US')}; in place of --concurrency and --prefetch`,
  ).argParser(wholeNumber(1, mostSessions));
}
