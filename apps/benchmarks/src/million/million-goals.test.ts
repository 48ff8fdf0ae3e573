import { compare } from '../results/goals.js';
import type { PeerFigures } from './measure-peers.js';
import { peerGoals } from './million-goals.js';

const holding = (ratios: PeerFigures['ratios']): readonly boolean[] =>
  peerGoals.map((goal) => compare(goal, { ratios } as PeerFigures).holds);

describe('the goals beside others', () => {
  it('are ten times as fast as the slow program, and one and a half times as fast as the fast client', () => {
    expect(holding({ slowProgram: 10, fastClient: 1.5 })).toEqual([true, true]);
    expect(holding({ slowProgram: 9.9, fastClient: 1.5 })).toEqual([false, true]);
    expect(holding({ slowProgram: 10, fastClient: 1.4 })).toEqual([true, false]);
  });
});
