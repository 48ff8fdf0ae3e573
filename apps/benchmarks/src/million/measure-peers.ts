import { fastClient } from '../peers/fast-client/fast-client.js';
import type { PeerTools } from '../peers/find-peers.js';
import { type PeerPassage, passThroughRabbitMq } from '../peers/peer-passage.js';
import { slowProgram } from '../peers/slow-program/slow-program.js';
import type { Bench } from '../processes/bench.js';
import type { Passage } from './passage.js';

/** What one round measured of others. */
export type PeerFigures = {
  readonly slowProgram: PeerPassage;
  readonly fastClient: PeerPassage;
  /** Time that others take for as many messages : time that our apps and broker take in turn. */
  readonly ratios: { readonly slowProgram: number; readonly fastClient: number };
};

export interface PeerMeasurement {
  readonly tools: PeerTools;
  /** Orders that each of them carries. */
  readonly count: number;
  /** Told the version of RabbitMQ, once it is known. */
  readonly onVersion: (version: string) => void;
}

/** Carries orders through RabbitMQ, with a slow program and with a fast client. @param ours measured in the same round */
export async function measurePeers(
  bench: Bench,
  { tools, count, onVersion }: PeerMeasurement,
  ours: Pick<Passage, 'total'>,
  oursCount: number,
): Promise<PeerFigures> {
  const script = tools.rabbitMqServer;
  const slow = await passThroughRabbitMq(bench, {
    apps: slowProgram(tools.python),
    script,
    count,
    onNode: ({ version }) => onVersion(version),
  });
  const fast = await passThroughRabbitMq(bench, { apps: fastClient, script, count });
  const oursPerMessage = ours.total.seconds / oursCount;
  const ratioOf = (peer: PeerPassage): number => peer.total.seconds / count / oursPerMessage;
  return { slowProgram: slow, fastClient: fast, ratios: { slowProgram: ratioOf(slow), fastClient: ratioOf(fast) } };
}
