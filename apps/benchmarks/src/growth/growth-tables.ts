import type { Cell } from '../results/cell-text.js';
import { bytesPerMessage } from './bytes-per-message.js';
import type { ByStep, GrowthRound } from './growth-round.js';

export interface GrowthTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A table for each thing that is looked at, by its name. */
export function growthTables(
  round: GrowthRound,
): Readonly<Record<'backlog' | 'memory' | 'start' | 'subscriptions' | 'sessions', GrowthTable>> {
  const { backlog, subscriptions, sessions } = round;
  return {
    backlog: {
      head: ['messages in the queue', 'in: CPU µs/message', 'in: messages/s', 'out: CPU µs/message', 'out: messages/s'],
      rows: rows(backlog, ({ in: incoming, out }) => [
        ...[incoming.cpuMicroseconds, incoming.perSecond],
        ...[out.cpuMicroseconds, out.perSecond],
      ]),
    },
    memory: {
      head: ['messages in the queue', 'resident MiB', 'peak MiB', 'in use MiB', 'bytes/message'],
      rows: rows(backlog, ({ memory }, step) => [
        ...[memory.residentMebibytes, memory.peakMebibytes, memory.usedMebibytes],
        bytesPerMessage(round, step) ?? '',
      ]),
    },
    start: {
      head: ['messages on disk', 'listens ms', 'first message ms', 'CPU s', 'resident MiB', 'peak MiB'],
      rows: rows(backlog, ({ start }) => [
        ...[start.listening, start.firstMessage, start.cpuSeconds],
        ...[start.residentMebibytes, start.peakMebibytes],
      ]),
    },
    subscriptions: {
      head: ['subscriptions', 'CPU µs/message', 'CPU µs/copy'],
      rows: rows(subscriptions, ({ cpuPerMessage, cpuPerCopy }) => [cpuPerMessage, cpuPerCopy]),
    },
    sessions: {
      head: ['sessions', 'CPU µs/message sent', 'CPU µs/message received', 'CPU µs/session accepted'],
      rows: rows(sessions, (at) => [at.cpuPerMessageSent, at.cpuPerMessageReceived, at.cpuPerAccept]),
    },
  };
}

function rows<Step>(
  byStep: ByStep<Step>,
  figures: (at: Step, step: string) => readonly Cell[],
): readonly (readonly Cell[])[] {
  return Object.entries(byStep).map(([step, at]) => [Number(step).toLocaleString('en-US'), ...figures(at, step)]);
}
