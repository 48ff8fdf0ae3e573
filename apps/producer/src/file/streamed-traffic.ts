import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { sendNow, type Logger, type SendNow } from '@ams/messaging-runtime';
import type { ServiceBusMessage } from '@azure/service-bus';
import { kinds, type Kind, type Traffic } from '../traffic.js';
import { readingsOf, type FileFormat } from './file-format.js';
import type { ReadingOptions } from './record.js';

/** Messages of a kind that are read and not yet taken, beyond which no more is read. */
const capacity = 1_000;

export interface StreamOptions extends ReadingOptions {
  readonly format: FileFormat;
  /** Stops reading. */
  readonly signal: AbortSignal;
  readonly log: Pick<Logger, 'error'>;
}

/** The messages of a stream, and how many of its lines could not be sent. */
export interface StreamedTraffic {
  readonly traffic: Traffic;
  readonly badLines: () => number;
}

/**
 * The messages of a stream as they come: nothing waits for a batch to fill while the stream pauses. It can be read but
 * once, so that a bad line cannot keep the others back; it is logged with its number, counted, and passed over.
 */
export function streamedTraffic(input: Readable, options: StreamOptions): StreamedTraffic {
  const channels: Readonly<Record<Kind, PassThrough>> = { order: channel(), event: channel() };
  let badLines = 0;
  let reading: Promise<void> | undefined;

  const pump = async (): Promise<void> => {
    const { signal, log } = options;
    const stop = () => void input.destroy();
    signal.addEventListener('abort', stop, { once: true });
    try {
      if (signal.aborted) return;
      for await (const part of readingsOf(input, options.format, options)) {
        for (const record of part) {
          if (record.ok) await push(channels[record.kind], record.message);
          else {
            badLines += 1;
            log.error({ line: record.line, problem: record.problem }, 'line refused');
          }
        }
        if (input.readableLength === 0) for (const kind of kinds) await push(channels[kind], sendNow);
      }
    } catch (error) {
      // A stream that is closed on the way says so; that was the signal, then.
      if (!signal.aborted) throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };
  const start = (): void => {
    reading ??= pump().then(
      // Something to look at last, so that a signal is seen.
      () => kinds.forEach((kind) => channels[kind].destroyed || channels[kind].end(sendNow)),
      (error: unknown) => kinds.forEach((kind) => channels[kind].destroy(error as Error)),
    );
  };
  const messagesOf = (kind: Kind) => () => {
    start();
    return channels[kind] as AsyncIterable<ServiceBusMessage | SendNow>;
  };
  return {
    traffic: {
      order: { total: undefined, messages: messagesOf('order') },
      event: { total: undefined, messages: messagesOf('event') },
    },
    badLines: () => badLines,
  };
}

function channel(): PassThrough {
  return new PassThrough({ objectMode: true, highWaterMark: capacity });
}

/** Waits until there is room, or nobody takes anything any more. */
async function push(channel: PassThrough, item: ServiceBusMessage | SendNow): Promise<void> {
  if (channel.destroyed || channel.write(item)) return;
  const over = new AbortController();
  const { signal } = over;
  try {
    await Promise.race([once(channel, 'drain', { signal }), once(channel, 'close', { signal })]);
  } finally {
    over.abort();
  }
}
