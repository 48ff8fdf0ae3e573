import type { Memory } from './broker-report.js';

/** What one round of the growth benchmark measured, by step. */
export type GrowthRound = {
  /** By messages in the queue. */
  readonly backlog: ByStep<AtBacklog>;
  /** By subscriptions of the topic. */
  readonly subscriptions: ByStep<AtSubscriptions>;
  /** By sessions that have messages. */
  readonly sessions: ByStep<AtSessions>;
};

export type ByStep<Step> = { readonly [step: string]: Step };

/** A way of messages, in or out. */
export type Way = {
  /** Of the broker, for each message. */
  readonly cpuMicroseconds: number;
  /** Messages a second, with the cost of the client. */
  readonly perSecond: number;
};

export type AtBacklog = {
  readonly in: Way;
  readonly out: Way;
  /** After that, with the backlog as it was. */
  readonly memory: Memory & {
    /** Of what is in use, beyond what an empty broker uses that did the same. */
    readonly bytesPerMessage: number;
  };
  /** Of a broker that finds the backlog on disk. */
  readonly start: Memory & {
    /** Milliseconds from the start of the process until it listens. */
    readonly listening: number;
    /** Milliseconds from the start of the process until a client has received a message. */
    readonly firstMessage: number;
  };
};

/** Microseconds of the broker's CPU to take in what is sent to a topic. */
export type AtSubscriptions = {
  readonly cpuPerMessage: number;
  /** For each subscription's copy. */
  readonly cpuPerCopy: number;
};

/** Microseconds of the broker's CPU. */
export type AtSessions = {
  /** For each message, sent to one session after the other. */
  readonly cpuPerMessageSent: number;
  /** For each session that a receiver accepts and closes again. */
  readonly cpuPerAccept: number;
  /** For each message that is received from an accepted session and completed. */
  readonly cpuPerMessageReceived: number;
};
