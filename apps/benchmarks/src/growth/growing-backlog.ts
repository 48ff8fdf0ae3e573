import { connect } from '@ams/messaging-runtime';

import type { Bench } from '../processes/bench.js';
import { withDataDirectory } from './data-directory.js';
import type { AtBacklog, ByStep, GrowthRound, Way } from './growth-round.js';
import { type BrokerStart, withMeasuredBroker } from './measured-broker.js';
import { Meter } from './meter.js';
import { queue, queueNamespace } from './namespace.js';
import { orders } from './orders.js';
import { receive, send } from './traffic.js';

/** Messages that are sent before as many are received, so that the backlog never grows by more. */
const slice = 1_000;

/** Times that messages go in and out before it counts: after that, the broker's code is compiled as well as it will be. */
const warmUpPasses = 2;

type AtDepth = Omit<AtBacklog, 'start'>;

/**
 * Fills a queue step by step. At each step: messages go in and out at that depth, then the broker's memory is read, and
 * the broker is started again with what is on disk.
 *
 * @param count messages in, and as many out, at each step
 */
export async function measureBacklogs(
  bench: Pick<Bench, 'folder' | 'signal'>,
  backlogs: readonly number[],
  count: number,
): Promise<Pick<GrowthRound, 'empty' | 'backlog'>> {
  return await withDataDirectory(bench, async (dataDirectory) => {
    const start = { topology: queueNamespace, dataDirectory, signal: bench.signal };
    const empty = await measureAtDepth(start, 0, count);
    const figures: ByStep<AtBacklog> = {};
    let held = 0;
    for (const backlog of backlogs) {
      const atDepth = await measureAtDepth(start, backlog - held, count);
      figures[backlog] = { ...atDepth, start: await measureStart(start) };
      // The start took one to see that it works.
      held = backlog - 1;
    }
    return { empty: empty.memory, backlog: figures };
  });
}

/** @param missing messages to send before */
async function measureAtDepth(start: BrokerStart, missing: number, count: number): Promise<AtDepth> {
  return await withMeasuredBroker(start, async (broker) => {
    const client = connect(broker.connectionString);
    try {
      const sender = client.createSender(queue);
      const receiver = client.createReceiver(queue, { skipParsingBodyAsJson: true });
      const pass = async () => {
        const ways = { in: new Meter(broker), out: new Meter(broker) };
        for (let done = 0; done < count; done += slice) {
          const messages = Math.min(slice, count - done);
          await ways.in.measure(messages, () => send(sender, orders(messages)));
          await ways.out.measure(messages, () => receive(receiver, messages, slice));
        }
        return ways;
      };
      await send(sender, orders(missing));
      for (let unmeasured = 0; unmeasured < warmUpPasses; unmeasured += 1) await pass();
      const ways = await pass();
      return { in: wayOf(ways.in), out: wayOf(ways.out), memory: await broker.memory() };
    } finally {
      await client.close();
    }
  });
}

function wayOf({ cpuEach, perSecond }: Meter): Way {
  return { cpuMicroseconds: cpuEach, perSecond };
}

/** Takes one message from the queue. */
async function measureStart(start: BrokerStart): Promise<AtBacklog['start']> {
  const started = performance.now();
  return await withMeasuredBroker(start, async (broker) => {
    const listening = performance.now() - started;
    const client = connect(broker.connectionString);
    try {
      await receive(client.createReceiver(queue), 1, 1);
      const firstMessage = performance.now() - started;
      const cpuSeconds = (await broker.cpu()) / 1_000_000;
      return { listening, firstMessage, cpuSeconds, ...(await broker.memory()) };
    } finally {
      await client.close();
    }
  });
}
