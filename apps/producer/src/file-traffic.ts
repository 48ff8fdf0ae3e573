import { open } from 'node:fs/promises';
import { countOf } from '@ams/messaging-runtime/cli';
import type { ServiceBusMessage } from '@azure/service-bus';
import { readLine, type LineReading } from './traffic-line.js';
import type { Kind, Traffic } from './traffic.js';

/** Bad lines that an error shows; of a file that is wrong throughout, the first ones tell enough. */
const problemsShown = 10;

export interface FileOptions {
  /** Whether bodies go as they stand. The lines around them must be right all the same. */
  readonly unchecked: boolean;
}

/** Lines of a traffic file cannot be sent. The message shows the first of them with their numbers. */
export class TrafficFileError extends Error {
  override readonly name = 'TrafficFileError';
}

/**
 * The messages of an NDJSON file, after a first pass over all lines, so that nothing is sent of a file that is wrong
 * somewhere. Both passes stream: the file may be larger than memory.
 *
 * @throws {@link TrafficFileError} if the file cannot be read or has lines that cannot be sent
 */
export async function checkedFile(file: string, { unchecked }: FileOptions): Promise<Traffic> {
  const totals = { order: 0, event: 0 };
  const problems: string[] = [];
  let badLines = 0;
  for await (const [number, reading] of readings(file, unchecked)) {
    if (reading.ok) totals[reading.kind] += 1;
    else {
      badLines += 1;
      if (problems.length < problemsShown) problems.push(`  line ${number}: ${reading.problem}`);
    }
  }
  if (badLines > 0) {
    const more = badLines > problems.length ? [`  … and ${badLines - problems.length} more`] : [];
    const cure = unchecked ? '' : ' Correct them, or send bodies as they stand with --unchecked.';
    throw new TrafficFileError(
      [`${file}: ${countOf(badLines, 'line')} cannot be sent, and nothing was.${cure}`, ...problems, ...more].join(
        '\n',
      ),
    );
  }
  return {
    order: { total: totals.order, messages: () => messagesOf(file, 'order', unchecked) },
    event: { total: totals.event, messages: () => messagesOf(file, 'event', unchecked) },
  };
}

async function* messagesOf(file: string, kind: Kind, unchecked: boolean): AsyncGenerator<ServiceBusMessage> {
  for await (const [number, reading] of readings(file, unchecked)) {
    if (!reading.ok)
      throw new TrafficFileError(`${file} changed while it was being sent: line ${number}: ${reading.problem}`);
    if (reading.kind === kind) yield reading.message;
  }
}

async function* readings(file: string, unchecked: boolean): AsyncGenerator<readonly [number, LineReading]> {
  const handle = await open(file).catch((error: unknown) => {
    throw new TrafficFileError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  let number = 0;
  try {
    for await (const line of handle.readLines({ encoding: 'utf8' })) {
      number += 1;
      const text = number === 1 ? line.replace(/^\uFEFF/, '') : line;
      if (text.trim() !== '') yield [number, readLine(text, unchecked)];
    }
  } finally {
    await handle.close();
  }
}
