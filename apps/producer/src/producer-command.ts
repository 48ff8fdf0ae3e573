import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { accessOf, createLogger, type Logger } from '@ams/messaging-runtime';
import { countOf, userPath, withTelemetry, type AppContext } from '@ams/messaging-runtime/cli';
import { loadStackOutputs } from '@ams/stack-outputs';
import { formatOf } from './file/file-format.js';
import { checkedFile } from './file/file-traffic.js';
import { ProgressFile } from './file/progress-file.js';
import { streamedTraffic } from './file/streamed-traffic.js';
import { generatedTraffic } from './generated-traffic.js';
import { produce, type Destination } from './produce.js';
import { app, checkCombination, producerOptions, standardInput, type ProducerOptions } from './producer-options.js';
import { describeSummary, type ProducerSummary } from './summary.js';
import type { Kind, Traffic } from './traffic.js';

/**
 * The command line of the producer.
 *
 * @param input what `--file -` reads
 */
export function producerCommand(context: AppContext, input: Readable = process.stdin) {
  return producerOptions().action(async (options) => {
    checkCombination(options);
    const log = createLogger(app.name, options.logLevel);
    const destinations = destinationsOf(options);
    const source = await sourceOf(options, context.signal, input, log);
    const { progress } = source;
    const { batchSize, batchesInFlight, sessions, rate, scheduleIn, takeBack = false } = options;
    const produced = await withTelemetry({ service: app.name, otlp: options.otlp, log }, (telemetry) =>
      produce({
        destinations,
        traffic: source.traffic,
        packing: {
          maxMessagesPerBatch: batchSize,
          oneKeyPerBatch: sessions !== undefined,
          maxBatchesInFlight: batchesInFlight,
        },
        rate,
        scheduled: scheduleIn === undefined ? undefined : { at: new Date(Date.now() + scheduleIn), takeBack },
        onDone: progress === undefined ? undefined : (kind, messages) => progress.end(kind, messages),
        telemetry,
        signal: context.signal,
        log,
      }),
    ).finally(() => progress?.save());
    const summary = withSource(produced, source);
    context.print(options.json === true ? JSON.stringify(summary) : describeSummary(summary));
    checkOutcome(summary, options);
  });
}

/** Where messages come from, and what is known of them beside. */
interface Source {
  readonly traffic: Traffic;
  readonly progress?: ProgressFile;
  readonly skipped?: number;
  readonly badLines?: () => number;
}

async function sourceOf(options: ProducerOptions, signal: AbortSignal, input: Readable, log: Logger): Promise<Source> {
  const { orders, events, sessions, file, environment, unchecked = false } = options;
  if (file === undefined) return { traffic: generatedTraffic({ orders, events, customers: sessions }) };
  if (file === standardInput) {
    const { format = 'ndjson' } = options;
    return streamedTraffic(input, { format, unchecked, fallbackId: () => randomUUID(), signal, log });
  }
  const path = userPath(file, app.name);
  const { format = formatOf(path) } = options;
  if (!options.resume) return checkedFile(path, { format, unchecked, fallbackId: () => randomUUID() });
  const progress = ProgressFile.open(path, environment);
  const fallbackId = (line: number) => `${progress.run}-${line}`;
  const checked = await checkedFile(path, { format, unchecked, fallbackId, account: progress });
  // Before anything is sent, so that this run's ids are those of the next.
  progress.save();
  return { ...checked, progress };
}

function destinationsOf({ environment, outputs: file, sessions }: ProducerOptions): Record<Kind, Destination> {
  const queue =
    sessions === undefined
      ? ({ name: 'queueName', access: 'queueSendConnectionString' } as const)
      : ({ name: 'sessionQueueName', access: 'sessionQueueSendConnectionString' } as const);
  const outputs = loadStackOutputs({
    environment,
    needs: [queue.name, 'topicName'],
    access: [queue.access, 'topicSendConnectionString'],
    file: file === undefined ? undefined : userPath(file, app.name),
  });
  return {
    order: { entity: outputs[queue.name], access: accessOf(outputs, queue.access) },
    event: { entity: outputs.topicName, access: accessOf(outputs, 'topicSendConnectionString') },
  };
}

function withSource(summary: ProducerSummary, { skipped, badLines }: Source): ProducerSummary {
  const bad = badLines?.();
  return {
    ...summary,
    ...(skipped === undefined ? {} : { skipped }),
    ...(bad === undefined ? {} : { badLines: bad, refused: summary.refused + bad }),
  };
}

/** @throws Error if not all was sent that was to be: of a file, also if it was stopped on the way */
function checkOutcome({ refused, sent, interrupted }: ProducerSummary, { file, resume }: ProducerOptions): void {
  if (refused > 0) throw new Error(`${countOf(refused, 'message')} refused, ${sent} sent`);
  if (interrupted && file !== undefined) {
    const cure = resume ? '; the same command goes on from there' : '';
    throw new Error(`stopped before the end of the file, ${countOf(sent, 'message')} sent${cure}`);
  }
}
