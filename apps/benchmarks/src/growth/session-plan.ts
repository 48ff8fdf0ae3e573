/** How many messages and sessions are used where there are so many sessions. */
export interface SessionPlan {
  /** Messages in each session. */
  readonly perSession: number;
  /** Messages sent, to all sessions. */
  readonly send: number;
  /** Receivers that hold a session at the same time. */
  readonly atOnce: number;
  /** Sessions accepted and closed again; where there are fewer, the same ones several times. */
  readonly accept: number;
  /** Sessions from which all messages are received. */
  readonly drain: number;
}

/** Receivers that hold sessions at the same time, where there are as many sessions. */
const mostAtOnce = 10;

/** Times that sessions are accepted and closed. */
const accepts = 200;

/** Messages that a receiver asks its session for at a time; so each session has at least as many. */
export const perRequest = 20;

/**
 * The same number of messages is received and about the same number of sessions accepted, however many there are: what
 * grows is what stands beside them. From ten sessions on, it is done in the same way, too.
 *
 * @param sessions that have messages
 * @param count messages to receive, about
 */
export function planSessions(sessions: number, count: number): SessionPlan {
  const perSession = Math.max(perRequest, Math.ceil(count / sessions));
  const atOnce = Math.min(mostAtOnce, sessions);
  const drain = Math.min(sessions, Math.ceil(count / perSession));
  return {
    perSession,
    send: perSession * sessions,
    atOnce,
    accept: roundedUp(accepts, atOnce),
    drain: Math.max(atOnce, drain - (drain % atOnce)),
  };
}

function roundedUp(count: number, multiple: number): number {
  return Math.ceil(count / multiple) * multiple;
}
