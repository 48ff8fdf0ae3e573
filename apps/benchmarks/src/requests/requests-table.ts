import { textTable } from '../results/table.js';
import type { RequestsRound, RequestSteps } from './measure-requests.js';

/** What the service does, for people. */
export function requestsTable({ outbox, direct }: RequestsRound): string {
  return textTable(
    ['orders over HTTP', 'connections', 'orders/s', 'p50 ms', 'p99 ms'],
    [...rowsOf('from the outbox', outbox), ...rowsOf('published at once', direct)],
  );
}

/** A row for each number of connections. */
export function rowsOf(name: string, steps: RequestSteps): [string, string, number, number, number][] {
  return Object.entries(steps).map(([connections, { perSecond, p50, p99 }]) => [
    name,
    connections,
    perSecond,
    p50,
    p99,
  ]);
}
