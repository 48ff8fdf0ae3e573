import { type Cell, textTable } from '../results/table.js';
import type { ByStep, GrowthRound } from './growth-round.js';

/** A table for each thing that grows. */
export function growthTables({ backlog, subscriptions, sessions }: GrowthRound): string {
  return [
    textTable(
      ['backlog', 'in: CPU µs', 'in: messages/s', 'out: CPU µs', 'out: messages/s'],
      rows(backlog, ({ in: incoming, out }) => [
        ...[incoming.cpuMicroseconds, incoming.perSecond],
        ...[out.cpuMicroseconds, out.perSecond],
      ]),
    ),
    textTable(
      ['backlog', 'resident MiB', 'peak MiB', 'in use MiB', 'bytes/message'],
      rows(backlog, ({ memory }) => [
        ...[memory.residentMebibytes, memory.peakMebibytes, memory.usedMebibytes, memory.bytesPerMessage],
      ]),
    ),
    textTable(
      ['on disk at the start', 'listens ms', 'first message ms', 'resident MiB', 'peak MiB'],
      rows(backlog, ({ start }) => [
        ...[start.listening, start.firstMessage, start.residentMebibytes, start.peakMebibytes],
      ]),
    ),
    textTable(
      ['subscriptions', 'CPU µs/message', 'CPU µs/copy'],
      rows(subscriptions, ({ cpuPerMessage, cpuPerCopy }) => [cpuPerMessage, cpuPerCopy]),
    ),
    textTable(
      ['sessions', 'CPU µs/message sent', 'CPU µs/message received', 'CPU µs/session accepted'],
      rows(sessions, (at) => [at.cpuPerMessageSent, at.cpuPerMessageReceived, at.cpuPerAccept]),
    ),
  ].join('\n');
}

function rows<Step>(byStep: ByStep<Step>, figures: (step: Step) => readonly number[]): readonly (readonly Cell[])[] {
  return Object.entries(byStep).map(([step, at]) => [Number(step).toLocaleString('en-US'), ...figures(at)]);
}
