import { consumerSummary, producerSummary } from '../../processes/apps.js';
import type { Bench } from '../../processes/bench.js';
import { runToEnd } from '../../processes/run-to-end.js';
import { type PeerApps, urlVariable } from '../peer-apps.js';

/** What a careful team would run: amqplib, with confirms in windows, and a consumer that gets many ahead. */
export const fastClient: PeerApps = {
  produce: async (bench, url, count) => {
    const { summary, usage } = await runToEnd(programOf(bench, 'fast producer', url, count), producerSummary);
    return { ...summary, usage };
  },
  consume: async (bench, url, count) => {
    const { summary, usage } = await runToEnd(programOf(bench, 'fast consumer', url, count), consumerSummary);
    return { ...summary, usage };
  },
};

function programOf(
  { root, folder, signal }: Bench,
  name: 'fast producer' | 'fast consumer',
  url: string,
  count: number,
) {
  return {
    name,
    root,
    source: `apps/benchmarks/src/peers/fast-client/${name.replace(' ', '-')}-main.ts`,
    args: ['--count', String(count)],
    env: { [urlVariable]: url },
    folder,
    signal,
  };
}
