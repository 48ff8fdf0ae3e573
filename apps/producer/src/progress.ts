import type { Logger } from '@ams/messaging-runtime';
import { SingleBar } from 'cli-progress';

/** Messages between two lines of progress, where there is no terminal to draw on. */
const linesEvery = 10_000;

/** Fewer messages are sent before a bar could be read. */
const barFrom = 5_000;

/** Shows how far sending has come. */
export interface Progress {
  /** @param done messages sent or refused so far, of all kinds */
  readonly advance: (done: number) => void;
  readonly end: () => void;
}

/** A bar with rate and time left on a terminal, else a log line every 10,000 messages. */
export function showProgress(total: number, log: Pick<Logger, 'info'>): Progress {
  return process.stderr.isTTY && total >= barFrom ? barOf(total) : linesOf(total, log);
}

function barOf(total: number): Progress {
  const started = performance.now();
  const bar = new SingleBar({
    format: '{bar} {percentage}% | {value} of {total} | {rate}/s | {eta_formatted} left',
    stream: process.stderr,
    etaBuffer: 100,
  });
  bar.start(total, 0, { rate: 0 });
  return {
    advance: (done) => bar.update(done, { rate: Math.round((done * 1_000) / (performance.now() - started)) }),
    end: () => bar.stop(),
  };
}

/** @param total messages to be sent */
export function linesOf(total: number, log: Pick<Logger, 'info'>): Progress {
  let next = linesEvery;
  return {
    advance: (done) => {
      if (done < next) return;
      next = (Math.floor(done / linesEvery) + 1) * linesEvery;
      log.info(`sent ${done} of ${total}`);
    },
    end: () => undefined,
  };
}
