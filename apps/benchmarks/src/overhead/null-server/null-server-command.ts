import { once } from 'node:events';

import { type AppContext, wholeNumber } from '@ams/messaging-runtime/cli';
import { Command } from '@commander-js/extra-typings';

import { startNullServer } from './null-server.js';
import type { NullServerSummary } from './null-server-summary.js';

/** The server that stores nothing as a process of its own; what remains is the cost of the clients. */
export function nullServerCommand({ print, signal }: AppContext) {
  return new Command('null-server')
    .requiredOption('--orders <count>', 'orders to give out, like the first one that is sent', wholeNumber(1))
    .action(async ({ orders }) => {
      const { connectionString, supply, close } = await startNullServer(orders);
      const usageBefore = process.cpuUsage();
      print(connectionString);
      if (!signal.aborted) await once(signal, 'abort');
      const { user, system } = process.cpuUsage(usageBefore);
      close();
      const { given, settled } = supply;
      const summary: NullServerSummary = { given, settled, cpuSeconds: (user + system) / 1_000_000 };
      print(JSON.stringify(summary));
    });
}
