import type { Goal } from '../results/goals.js';
import type { PeerFigures } from './measure-peers.js';

/** What our apps and broker are to reach beside others, by the time that a message takes in all. */
export const peerGoals: readonly Goal<PeerFigures>[] = [
  {
    what: 'slow program on RabbitMQ : ours in turn',
    bound: 'at least',
    goal: 10,
    figure: ({ ratios }) => ratios.slowProgram,
  },
  {
    what: 'fast client on RabbitMQ : ours in turn',
    bound: 'at least',
    goal: 1.5,
    figure: ({ ratios }) => ratios.fastClient,
  },
];
