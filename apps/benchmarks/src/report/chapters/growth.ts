import { type ByStep, type GrowthRound, growthRoundSchema } from '../../growth/growth-round.js';
import { growthTables } from '../../growth/growth-tables.js';
import { type Chapter, ofMedian } from '../chapter.js';
import { markdownTable } from '../markdown-table.js';
import type { LinePlot } from '../plot.js';

const table = (name: keyof ReturnType<typeof growthTables>) =>
  ofMedian(growthRoundSchema, (round) => {
    const { head, rows } = growthTables(round)[name];
    return markdownTable(head, rows);
  });

const plot = (draw: (round: GrowthRound) => Omit<LinePlot, 'kind'>) =>
  ofMedian(growthRoundSchema, (round): LinePlot => ({ kind: 'lines', ...draw(round) }));

const inQueue = { name: 'messages in the queue', scale: 'log' } as const;

export const growth: Chapter = {
  benchmark: 'growth',
  tables: {
    'growth-backlog': table('backlog'),
    'growth-memory': table('memory'),
    'growth-start': table('start'),
    'growth-subscriptions': table('subscriptions'),
    'growth-sessions': table('sessions'),
  },
  plots: {
    'growth-backlog': plot(({ backlog }) => ({
      title: 'Cost of a message over the backlog',
      x: inQueue,
      y: 'CPU of the broker, µs/message',
      series: [
        { name: 'sent', points: points(backlog, (at) => at.in.cpuMicroseconds) },
        { name: 'received and completed', points: points(backlog, (at) => at.out.cpuMicroseconds) },
      ],
    })),
    'growth-memory': plot(({ backlog }) => ({
      title: 'Memory of the broker over the backlog',
      x: inQueue,
      y: 'MiB',
      series: [
        { name: 'resident', points: points(backlog, ({ memory }) => memory.residentMebibytes) },
        { name: 'in use', points: points(backlog, ({ memory }) => memory.usedMebibytes) },
      ],
    })),
    'growth-start': plot(({ backlog }) => ({
      title: 'Start of the broker over the messages on disk',
      x: { name: 'messages on disk', scale: 'log' },
      y: 'ms since the start of the process',
      series: [
        { name: 'listens', points: points(backlog, ({ start }) => start.listening) },
        { name: 'first message received', points: points(backlog, ({ start }) => start.firstMessage) },
      ],
    })),
    'growth-subscriptions': plot(({ subscriptions }) => ({
      title: 'Cost of a message over the subscriptions of its topic',
      x: { name: 'subscriptions', scale: 'value' },
      y: 'CPU of the broker, µs',
      series: [
        { name: 'message', points: points(subscriptions, ({ cpuPerMessage }) => cpuPerMessage) },
        { name: 'copy', points: points(subscriptions, ({ cpuPerCopy }) => cpuPerCopy) },
      ],
    })),
    'growth-sessions': plot(({ sessions }) => ({
      title: 'Cost of a message over the sessions of its queue',
      x: { name: 'sessions with messages', scale: 'log' },
      y: 'CPU of the broker, µs/message',
      series: [
        { name: 'sent', points: points(sessions, ({ cpuPerMessageSent }) => cpuPerMessageSent) },
        {
          name: 'received and completed',
          points: points(sessions, ({ cpuPerMessageReceived }) => cpuPerMessageReceived),
        },
      ],
    })),
  },
};

function points<Step>(byStep: ByStep<Step>, figure: (at: Step) => number): readonly (readonly [number, number])[] {
  return Object.entries(byStep).map(([step, at]) => [Number(step), figure(at)]);
}
