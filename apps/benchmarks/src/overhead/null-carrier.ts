import { AccountError } from '../million/account.js';
import type { Carrier } from '../million/passage.js';
import { withServer } from '../processes/server.js';
import { nullServerSummary, type NullServerSummary } from './null-server/null-server-summary.js';

/**
 * A server that stores nothing, for one passage of so many orders.
 *
 * @param onEnd told what it did
 */
export function nullCarrier(count: number, onEnd: (summary: NullServerSummary) => void): Carrier {
  return {
    name: 'the null server',
    serve: async (bench, work) => {
      const served = await withServer(
        bench,
        {
          name: 'null server',
          source: 'apps/benchmarks/src/overhead/null-server/null-server-main.ts',
          args: ['--orders', String(count)],
        },
        work,
      );
      const summary = nullServerSummary.parse(JSON.parse(served.lastLine?.text ?? 'null'));
      if (summary.given !== count || summary.settled !== count) {
        throw new AccountError(
          `The server that stores nothing gave out ${summary.given} orders, of which ${summary.settled} were settled, not ${count}.`,
        );
      }
      onEnd(summary);
      return served;
    },
    // It counts for itself what it gave out.
    isDrained: () => Promise.resolve(true),
  };
}
