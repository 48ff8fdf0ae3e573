import { open } from 'node:fs/promises';
import { countOf } from '@ams/messaging-runtime/cli';
import type { ServiceBusMessage } from '@azure/service-bus';
import type { Kind, Traffic } from '../traffic.js';
import { readingsOf, type FileFormat } from './file-format.js';
import type { Reading, ReadingOptions } from './record.js';

/** Bad lines that an error shows; of a file that is wrong throughout, the first ones tell enough. */
const problemsShown = 10;

export interface FileOptions extends ReadingOptions {
  readonly format: FileFormat;
  /** What earlier runs have sent, and where this one's sending is noted. Default: all is sent, and nothing is noted. */
  readonly account?: FileAccount | undefined;
}

/** Knows the lines whose messages need not be sent any more. */
export interface FileAccount {
  /** The last line before which all of that kind are done; 0 for none. */
  readonly doneThrough: (kind: Kind) => number;
  /** A line's message is about to be sent. */
  readonly begin: (kind: Kind, line: number, message: ServiceBusMessage) => void;
}

/** Lines of a traffic file cannot be sent. The message shows the first of them with their numbers. */
export class TrafficFileError extends Error {
  override readonly name = 'TrafficFileError';
}

/** The messages of a file that are to be sent, and how many are sent already. */
export interface FileTraffic {
  readonly traffic: Traffic;
  readonly skipped: number;
}

/**
 * The messages of a file, after a first pass over all lines, so that nothing is sent of a file that is wrong somewhere.
 * All passes stream: the file may be larger than memory.
 *
 * @throws {@link TrafficFileError} if the file cannot be read or has lines that cannot be sent
 */
export async function checkedFile(file: string, options: FileOptions): Promise<FileTraffic> {
  const totals = { order: 0, event: 0 };
  const problems: string[] = [];
  let badLines = 0;
  let skipped = 0;
  for await (const reading of readings(file, options)) {
    if (!reading.ok) {
      badLines += 1;
      if (problems.length < problemsShown) problems.push(`  line ${reading.line}: ${reading.problem}`);
    } else if (isDone(reading.kind, reading.line, options)) skipped += 1;
    else totals[reading.kind] += 1;
  }
  if (badLines > 0) {
    const more = badLines > problems.length ? [`  … and ${badLines - problems.length} more`] : [];
    const cure = options.unchecked ? '' : ' Correct them, or send bodies as they stand with --unchecked.';
    throw new TrafficFileError(
      [`${file}: ${countOf(badLines, 'line')} cannot be sent, and nothing was.${cure}`, ...problems, ...more].join(
        '\n',
      ),
    );
  }
  return {
    traffic: {
      order: { total: totals.order, messages: () => messagesOf(file, 'order', options) },
      event: { total: totals.event, messages: () => messagesOf(file, 'event', options) },
    },
    skipped,
  };
}

async function* messagesOf(file: string, kind: Kind, options: FileOptions): AsyncGenerator<ServiceBusMessage> {
  for await (const reading of readings(file, options)) {
    if (!reading.ok) {
      throw new TrafficFileError(`${file} changed while it was being sent: line ${reading.line}: ${reading.problem}`);
    }
    const { line, message } = reading;
    if (reading.kind !== kind || isDone(kind, line, options)) continue;
    options.account?.begin(kind, line, message);
    yield message;
  }
}

function isDone(kind: Kind, line: number, { account }: FileOptions): boolean {
  return account !== undefined && line <= account.doneThrough(kind);
}

async function* readings(file: string, options: FileOptions): AsyncGenerator<Reading> {
  const handle = await open(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  try {
    const input = handle.createReadStream({ autoClose: false });
    for await (const part of readingsOf(input, options.format, options)) yield* part;
  } catch (error) {
    throw isSystemError(error) ? unreadable(file, error) : error;
  } finally {
    await handle.close();
  }
}

function unreadable(file: string, error: unknown): TrafficFileError {
  return new TrafficFileError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
