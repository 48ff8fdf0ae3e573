import { type Passage, passInTurn } from '../million/passage.js';
import type { Bench } from '../processes/bench.js';
import { nullCarrier } from './null-carrier.js';

/** What one round measured. */
export type OverheadRound = {
  readonly broker: Passage;
  readonly nullServer: Passage;
  /** Time with the broker : time with the server that stores nothing. */
  readonly ratios: { readonly produce: number; readonly consume: number; readonly total: number };
  /** What the server that stores nothing used for each message, in and out, without starting. */
  readonly nullServerMicrosecondsPerMessage: number;
};

/** The same apps, first through the broker, then through a server that stores nothing. */
export async function measureOverhead(bench: Bench, count: number): Promise<OverheadRound> {
  const broker = await passInTurn(bench, count);
  let cpuSeconds = 0;
  const carrier = nullCarrier(count, (summary) => (cpuSeconds = summary.cpuSeconds));
  const nullServer = await passInTurn(bench, count, carrier);
  return {
    broker,
    nullServer,
    ratios: ratiosOf(broker, nullServer),
    nullServerMicrosecondsPerMessage: (cpuSeconds / count) * 1_000_000,
  };
}

type Timed = Pick<Passage, 'produce' | 'consume' | 'total'>;

function ratiosOf(broker: Timed, nullServer: Timed): OverheadRound['ratios'] {
  const ratioOf = (step: keyof Timed): number => broker[step].seconds / nullServer[step].seconds;
  return { produce: ratioOf('produce'), consume: ratioOf('consume'), total: ratioOf('total') };
}
