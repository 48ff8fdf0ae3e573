import type { Logger } from '../logger.js';

/** Messages between two lines of progress, where there is no terminal to draw on. */
const linesEvery = 10_000;

/** Fewer messages are done before a bar could be read. */
const barFrom = 5_000;

/** Shows how far long work has come. */
export interface Progress {
  /** Whether it draws a bar on the terminal, which other lines would tear. */
  readonly isBar: boolean;
  /** @param done messages done so far, of all kinds and with whatever outcome */
  readonly advance: (done: number) => void;
  readonly end: () => void;
}

/**
 * A bar with rate and time left on a terminal, else a log line every 10,000 messages.
 *
 * @param total messages that there are to do; undefined where nobody knows, and there is no bar
 * @param verb what is done to them, for the lines: `sent`
 */
export async function showProgress(
  total: number | undefined,
  log: Pick<Logger, 'info'>,
  verb = 'sent',
): Promise<Progress> {
  return process.stderr.isTTY && total !== undefined && total >= barFrom ? barOf(total) : linesOf(total, log, verb);
}

async function barOf(total: number): Promise<Progress> {
  const { SingleBar } = await import('cli-progress');
  const started = performance.now();
  const bar = new SingleBar({
    format: '{bar} {percentage}% | {value} of {total} | {rate}/s | {eta_formatted} left',
    stream: process.stderr,
    etaBuffer: 100,
  });
  bar.start(total, 0, { rate: 0 });
  return {
    isBar: true,
    advance: (done) => bar.update(done, { rate: Math.round((done * 1_000) / (performance.now() - started)) }),
    end: () => bar.stop(),
  };
}

/** The lines alone, terminal or not. */
export function linesOf(total: number | undefined, log: Pick<Logger, 'info'>, verb = 'sent'): Progress {
  let next = linesEvery;
  return {
    isBar: false,
    advance: (done) => {
      if (done < next) return;
      next = (Math.floor(done / linesEvery) + 1) * linesEvery;
      log.info(total === undefined ? `${verb} ${done}` : `${verb} ${done} of ${total}`);
    },
    end: () => undefined,
  };
}
