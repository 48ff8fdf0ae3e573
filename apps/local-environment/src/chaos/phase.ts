import type { Arena, Part } from './arena.js';

/** One kind of mishap after the other, on the same system. */
export interface Phase {
  readonly name: string;
  /** @returns what was counted. */
  readonly run: (arena: Arena, options: PhaseOptions) => Promise<Readonly<Record<string, number>>>;
}

export interface PhaseOptions {
  /** How often apps are killed in each phase. */
  readonly kills: number;
  /** Messages that a phase starts with. */
  readonly messages: number;
  /** A whole number from 0 up to and including the limit. */
  readonly chance: (limit: number) => number;
}

/** Longest time that an app is at work before something happens to it, in milliseconds. */
export const longest = 600;

/** Ends consumers when nothing is left to do. */
export const drain = ['--stop-when-idle', '2'] as const;

/** Lets a consumer process what is left of a part. */
export async function receiveRest(arena: Arena, part: Part, ...args: readonly string[]): Promise<void> {
  const rest = arena.startConsumer(part, ...drain, ...args);
  arena.expectSuccess(`the last consumer of ${part}`, await rest.ended());
}
