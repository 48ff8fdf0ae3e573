import type { Logger } from '../logger.js';
import type { Context } from './handler-context.js';
import type { InFlight } from './in-flight.js';
import { StopDeadlineError } from './interruption.js';
import { abandoned } from './message-handler.js';
import type { Settlements } from './settlements.js';

export interface WindDown {
  /** Resolves when nothing is held any more. */
  readonly done: Promise<void>;
  readonly inFlight: InFlight;
  readonly settlements: Pick<Settlements, 'settle'>;
  /** Milliseconds until handlers are interrupted. */
  readonly deadline: number;
  readonly log: Pick<Logger, 'warn'>;
}

/** Milliseconds that handlers have once their signals have fired, and then the broker to answer. */
export const stopGrace = 1_000;

/**
 * Ends a processor in three steps, each needless when the one before was enough: waits for handlers, interrupts them,
 * hands back what they hold that have not ended even so.
 *
 * @returns whether nothing is held any more
 */
export async function windDown({ done, inFlight, settlements, deadline, log }: WindDown): Promise<boolean> {
  // Once nobody waits for it any more, nobody must be told of its error.
  done.catch(() => undefined);
  if (await isDoneWithin(done, deadline)) return true;
  log.warn({ handlers: interrupt(inFlight, deadline) }, 'stop deadline passed: handlers are interrupted');
  if (await isDoneWithin(done, stopGrace)) return true;
  log.warn({ messages: handBack(inFlight, settlements) }, 'handlers do not end: their messages are handed back');
  return isDoneWithin(done, stopGrace);
}

/** @throws what `done` rejects with meanwhile */
async function isDoneWithin(done: Promise<void>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([done.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** @returns how many handlers */
function interrupt(inFlight: InFlight, deadline: number): number {
  // Those of a batch share one.
  const contexts = new Set<Context>();
  for (const { context, isSettled } of inFlight) if (context !== undefined && !isSettled) contexts.add(context);
  for (const context of contexts) context.interrupt(new StopDeadlineError(deadline));
  return contexts.size;
}

/** @returns how many messages */
function handBack(inFlight: InFlight, settlements: Pick<Settlements, 'settle'>): number {
  const held = [...inFlight].filter(({ isSettled }) => !isSettled);
  for (const each of held) settlements.settle(each, abandoned, each.context === undefined ? 'released' : 'cutShort');
  return held.length;
}
