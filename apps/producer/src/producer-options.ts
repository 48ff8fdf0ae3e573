import { appCommand, duration, UsageError, wholeNumber } from '@ams/messaging-runtime/cli';
import { publishingDefaults, type LogLevel } from '@ams/messaging-runtime';
import { environments, type Environment } from '@ams/stack-outputs';
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { fileFormats, type FileFormat } from './file/file-format.js';

export const app = {
  name: 'producer',
  description: 'Sends orders to the queue and events to the topic: generated ones, or those of a file.',
  environments,
  defaultEnvironment: 'local',
  examples: [
    '',
    '--orders 1000 --events 200',
    '--orders 1000000 --events 0 --environment=dev',
    '--orders 5000 --events 0 --rate 100/s',
    '--orders 1000 --events 0 --sessions 20',
    '--orders 50 --events 0 --schedule-in 10m',
    '--file orders-and-events.ndjson --resume',
    '--file orders.csv',
    '--file captured.ndjson --unchecked --json',
  ],
} as const;

/** What a user of the producer chose. */
export interface ProducerOptions {
  readonly environment: Environment;
  readonly outputs?: string | undefined;
  readonly orders: number;
  readonly events: number;
  readonly sessions?: number | undefined;
  readonly file?: string | undefined;
  readonly format?: FileFormat | undefined;
  readonly unchecked?: true | undefined;
  readonly resume?: true | undefined;
  readonly rate?: number | undefined;
  readonly scheduleIn?: number | undefined;
  readonly takeBack?: true | undefined;
  readonly batchSize: number;
  readonly batchesInFlight: number;
  readonly json?: true | undefined;
  readonly logLevel: LogLevel;
  readonly otlp?: string | undefined;
}

/** Name of the file that is standard input. */
export const standardInput = '-';

const maxGenerated = 1_000_000_000;
const year = 365 * 86_400_000;

/** The command line, without what it does. */
export function producerOptions() {
  return appCommand(app)
    .option('--orders <count>', 'orders to generate', wholeNumber(0, maxGenerated), 10)
    .option('--events <count>', 'events to generate', wholeNumber(0, maxGenerated), 6)
    .addOption(
      new Option(
        '--sessions <count>',
        'send the orders to the queue of sessions, as those of so many customers, in sequence for each',
      )
        .argParser(wholeNumber(1, 1_000_000))
        .conflicts('file'),
    )
    .addOption(
      new Option(
        '-f, --file <file>',
        'send the records of this file instead; - is standard input: {"kind":"order","body":{…}} a line, or CSV',
      ).conflicts(['orders', 'events']),
    )
    .addOption(new Option('--format <format>', 'form of the file; default: by its ending').choices(fileFormats))
    .option('--unchecked', "send the file's bodies as they stand, as a capture of an older producer's traffic")
    .option('--resume', 'note in <file>.progress how far the file is sent, and go on from there')
    .option('--rate <n/s>', 'most messages a second, spread evenly; default: as fast as they are accepted', readRate)
    .option(
      '--schedule-in <duration>',
      'have the messages be there after this time: seconds, 10m, 1h30m, 2d or PT10M',
      duration(1_000, year),
    )
    .option('--take-back', 'with --schedule-in: when stopped, cancel what was scheduled')
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
    );
}

/** @throws UsageError for options that are right each and wrong together */
export function checkCombination(options: ProducerOptions): void {
  const { file, unchecked, format, resume, takeBack, scheduleIn } = options;
  if (file === undefined) {
    if (unchecked) throw new UsageError('--unchecked goes with --file: what is generated is right');
    if (format !== undefined) throw new UsageError('--format goes with --file');
    if (resume) throw new UsageError('--resume goes with --file: what is generated is new each time');
  }
  if (resume && file === standardInput) {
    throw new UsageError('--resume needs a file: standard input cannot be read again from where it ended');
  }
  if (takeBack && scheduleIn === undefined) throw new UsageError('--take-back goes with --schedule-in');
  if (takeBack && resume) {
    throw new UsageError('--take-back and --resume do not go together: what is taken back would be noted as sent');
  }
}

/** `100`, `100/s`, `0.5/s` */
function readRate(text: string): number {
  const value = Number(/^(\d+(?:\.\d+)?)(?:\/s)?$/.exec(text)?.[1]);
  if (value >= 0.01 && value <= 1_000_000) return value;
  throw new InvalidArgumentError(
    'It must be a number of messages a second from 0.01 to 1000000, such as 100 or 100/s.',
  );
}
