import { connect } from '@ams/messaging-runtime';
import { type AppContext, wholeNumber } from '@ams/messaging-runtime/cli';
import { Command, Option } from '@commander-js/extra-typings';

import { queueName } from '../processes/apps.js';
import { percentile } from '../results/percentile.js';
import { sendSteadily } from './send-steadily.js';
import type { SenderSummary } from './sender-summary.js';

/** The sender of the latency benchmark, a process of its own as producers are. */
export function senderCommand(context: AppContext) {
  return new Command('latency-sender')
    .requiredOption('--per-second <count>', 'messages a second', wholeNumber(1))
    .requiredOption('--count <number>', 'messages to send', wholeNumber(1))
    .requiredOption('--warm-up <number>', 'of these, messages at the beginning that do not count', wholeNumber(0))
    .addOption(new Option('--connection-string <text>').env(connectionStringVariable).makeOptionMandatory())
    .action(async ({ perSecond, count, warmUp, connectionString }) => {
      const client = connect(connectionString);
      try {
        const delays = await sendSteadily(client.createSender(queueName), { perSecond, count, warmUp });
        const summary: SenderSummary = {
          sent: count,
          delayP99: percentile(
            delays.toSorted((a, b) => a - b),
            99,
          ),
        };
        context.print(JSON.stringify(summary));
      } finally {
        await client.close();
      }
    });
}

/** Variable with the connection string: a command line can be read by other users of the machine. */
export const connectionStringVariable = 'AMS_BENCHMARK_CONNECTION_STRING';
