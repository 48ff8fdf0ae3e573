import { accessOf, createLogger, publishingDefaults } from '@ams/messaging-runtime';
import { appCommand, countOf, UsageError, userPath, wholeNumber, type AppContext } from '@ams/messaging-runtime/cli';
import { environments, loadStackOutputs } from '@ams/stack-outputs';
import { Option } from '@commander-js/extra-typings';
import { checkedFile } from './file-traffic.js';
import { generatedTraffic } from './generated-traffic.js';
import { produce } from './produce.js';
import { describeSummary } from './summary.js';

const app = {
  name: 'producer',
  description: 'Sends orders to the queue and events to the topic: generated ones, or those of a file.',
  environments,
  defaultEnvironment: 'local',
  examples: [
    '',
    '--orders 1000 --events 200',
    '--orders 1000000 --events 0 --environment=dev',
    '--file orders-and-events.ndjson',
    '--file captured.ndjson --unchecked --json',
  ],
} as const;

const maxGenerated = 1_000_000_000;

/** The command line of the producer. */
export function producerCommand(context: AppContext) {
  return appCommand(app)
    .option('--orders <count>', 'orders to generate', wholeNumber(0, maxGenerated), 10)
    .option('--events <count>', 'events to generate', wholeNumber(0, maxGenerated), 6)
    .addOption(
      new Option(
        '-f, --file <file>',
        'send the lines of this file instead: {"kind":"order","body":{…}} or {"kind":"event","body":{…}}',
      ).conflicts(['orders', 'events']),
    )
    .option(
      '--batch-size <count>',
      "most messages sent together, 1 to 10,000; the link's size limit ends a batch earlier",
      wholeNumber(1, 10_000),
      publishingDefaults.maxMessagesPerBatch,
    )
    .option(
      '--batches-in-flight <count>',
      'batches sent and not yet accepted, 1 to 100; more for a broker far away, 1 where order matters',
      wholeNumber(1, 100),
      publishingDefaults.maxBatchesInFlight,
    )
    .option('--unchecked', "send the file's bodies as they stand, as a capture of an older producer's traffic")
    .action(async ({ environment, outputs: outputsFile, orders, events, file, unchecked = false, ...options }) => {
      const { batchSize, batchesInFlight, json, logLevel } = options;
      if (unchecked && file === undefined)
        throw new UsageError('--unchecked goes with --file: what is generated is right');
      const outputs = loadStackOutputs({
        environment,
        needs: ['queueName', 'topicName'],
        access: ['queueSendConnectionString', 'topicSendConnectionString'],
        file: outputsFile === undefined ? undefined : userPath(outputsFile, app.name),
      });
      const destinations = {
        order: { entity: outputs.queueName, access: accessOf(outputs, 'queueSendConnectionString') },
        event: { entity: outputs.topicName, access: accessOf(outputs, 'topicSendConnectionString') },
      };
      const traffic =
        file === undefined
          ? generatedTraffic({ orders, events })
          : await checkedFile(userPath(file, app.name), { unchecked });
      const log = createLogger(app.name, logLevel);
      const packing = { maxMessagesPerBatch: batchSize, maxBatchesInFlight: batchesInFlight };
      const summary = await produce({ destinations, traffic, packing, signal: context.signal, log });
      context.print(json === true ? JSON.stringify(summary) : describeSummary(summary));
      if (summary.refused > 0) throw new Error(`${countOf(summary.refused, 'message')} refused, ${summary.sent} sent`);
    });
}
