import { setTimeout as pause } from 'node:timers/promises';

import { z } from 'zod';

import type { AppUnderTest } from './app-under-test.js';
import type { Arena, Part } from './arena.js';
import { drain, longest, type Phase, receiveRest } from './phase.js';
import { sessions } from './session-phase.js';

const parts: readonly Part[] = ['orders', 'billing', 'analytics'];

/** So that messages are left when something happens. */
const unhurried = ['--concurrency', '4', '--prefetch', '50'] as const;
const unlimited = ['--orders', '1000000', '--events', '0'] as const;

const sentSummary = z.object({ sent: z.number() });
const consumerSummary = z.object({ retriedLater: z.number() });

/** The number in the last line that a producer reported its progress with. */
function lastReported(producer: AppUnderTest): number {
  return Number([...producer.reported.matchAll(/sent (\d+) of/g)].at(-1)?.[1] ?? 0);
}

/** Resolves when all has arrived that a producer had sent before it died. */
async function settled(arena: Arena): Promise<number> {
  for (let before = -1; ; await pause(200)) {
    const active = arena.active('orders');
    if (active === before) return active;
    before = active;
  }
}

/** All that a producer reported as accepted is there, however it ends. */
export const producers: Phase = {
  name: 'producers',
  async run(arena, { kills, chance }) {
    let reported = 0;
    for (let kill = 1; kill <= kills; kill += 1) {
      const before = arena.active('orders');
      const producer = arena.start('producer', ...unlimited);
      await producer.atWork();
      await pause(chance(longest));
      await producer.kill();
      const there = (await settled(arena)) - before;
      reported += lastReported(producer);
      arena.expect(there >= lastReported(producer), `LOST: ${lastReported(producer)} reported, ${there} there`);
    }
    const before = arena.active('orders');
    const producer = arena.start('producer', ...unlimited);
    await producer.atWork();
    const ending = await producer.stop();
    arena.expectSuccess('producer', ending);
    const { sent } = sentSummary.parse(JSON.parse(ending.printed.trim().split('\n').at(-1) ?? '{}'));
    const there = arena.active('orders') - before;
    arena.expect(there === sent, `LOST: the producer that was stopped says it sent ${sent}, and ${there} are there`);
    return { kills, stops: 1, acknowledged: reported + sent };
  },
};

/** What was accepted of a part was processed, and once only where nobody died over it. */
function expectAllProcessed(arena: Arena, part: Part, accepted: number): void {
  const { processed, doubled } = arena.record(part);
  const left = arena.active(part);
  arena.expect(processed === accepted, `LOST: ${accepted} of ${part} were accepted, ${processed} processed`);
  arena.expect(left === 0, `${left} messages of ${part} are left`);
  arena.expect(arena.deadLettered(part) === 0, `${arena.deadLettered(part)} messages of ${part} are dead letters`);
  arena.expect(doubled.length === 0, `RESURRECTED: ${doubled.length} of ${part} came twice as the same delivery`);
}

/** Consumers come, are stopped and are killed, until all is processed. */
export const consumers: Phase = {
  name: 'consumers',
  async run(arena, { kills, messages, chance }) {
    arena.expectSuccess(
      'producer',
      await arena.start('producer', '--orders', '0', '--events', String(messages)).ended(),
    );
    const accepted = new Map(parts.map((part) => [part, arena.active(part)]));
    const purchases = await arena.insights.waiting();
    await Promise.all(
      parts.map(async (part) => {
        for (let kill = 1; kill <= kills && arena.active(part) > 0; kill += 1) {
          const [dying, leaving] = [arena.startConsumer(part), arena.startConsumer(part)];
          await Promise.all([dying.atWork(), leaving.atWork()]);
          await pause(chance(longest));
          await dying.kill();
          arena.expectSuccess(`a consumer of ${part}`, await leaving.stop());
          arena.expireLocks();
        }
      }),
    );
    await Promise.all(parts.map((part) => receiveRest(arena, part)));
    for (const part of parts) expectAllProcessed(arena, part, accepted.get(part) ?? 0);
    const told = await arena.insights.told();
    arena.expect(
      told.purchases === purchases.purchases && told.amount === purchases.amount,
      `NOT ONCE: insights tell of ${JSON.stringify(told)}, the events of ${JSON.stringify(purchases)}`,
    );
    const repeated = parts.reduce((sum, part) => sum + arena.record(part).repeated, 0);
    return {
      kills: kills * parts.length,
      stops: kills * parts.length,
      redelivered: repeated,
      purchases: told.purchases,
    };
  },
};

/** Consumers that are told to stop leave no lock behind: others get all the rest, and nobody waits. */
export const stops: Phase = {
  name: 'stops',
  async run(arena, { kills, messages, chance }) {
    const before = arena.record('orders');
    await arena.start('producer', '--orders', String(messages), '--events', '0').ended();
    for (let stop = 1; stop <= kills; stop += 1) {
      const pair = [arena.startConsumer('orders', ...unhurried), arena.startConsumer('orders', ...unhurried)];
      await Promise.all(pair.map((consumer) => consumer.atWork()));
      await pause(chance(longest));
      for (const ending of await Promise.all(pair.map((consumer) => consumer.stop()))) {
        arena.expectSuccess('queue-consumer', ending);
      }
    }
    await receiveRest(arena, 'orders');
    const { processed, repeated } = arena.record('orders');
    arena.expect(
      repeated === before.repeated,
      `${repeated - before.repeated} messages were processed twice over a stop`,
    );
    expectAllProcessed(arena, 'orders', before.processed + messages);
    return { stops: 2 * kills, processed: processed - before.processed };
  },
};

/** Connections are reset under consumers, and then stall without a word. */
export const network: Phase = {
  name: 'network',
  async run(arena, { kills, messages, chance }) {
    const before = arena.record('orders');
    arena.expectSuccess(
      'producer',
      await arena.start('producer', '--orders', String(messages), '--events', '0').ended(),
    );
    let cuts = 0;
    const working = [arena.startConsumer('orders', ...unhurried), arena.startConsumer('orders', ...unhurried)];
    await Promise.all(working.map((consumer) => consumer.atWork()));
    for (let cut = 1; cut <= kills; cut += 1) {
      await pause(chance(longest));
      cuts += arena.network.cut();
    }
    arena.network.stall();
    // The locks of those who cannot be heard any more expire, and others go on with their messages.
    arena.expireLocks();
    await receiveRest(arena, 'orders');
    const { processed } = arena.record('orders');
    expectAllProcessed(arena, 'orders', before.processed + messages);
    await Promise.all(working.map((consumer) => consumer.kill()));
    return { cuts, stalled: 1, processed: processed - before.processed };
  },
};

/** Dead letters get back to their queue, even if whoever sends them back is killed over it. */
export const reprocessors: Phase = {
  name: 'reprocessors',
  async run(arena, { kills, messages, chance }) {
    const before = arena.record('orders');
    const lines = Array.from({ length: messages }, (_, index) => {
      const body = { id: `earlier-${index}`, ts: new Date().toISOString(), amount: '12.50' };
      return `${JSON.stringify({ kind: 'order', body })}\n`;
    });
    const file = await arena.write('earlier.ndjson', lines.join(''));
    arena.expectSuccess('producer', await arena.start('producer', '--file', file, '--unchecked').ended());
    await receiveRest(arena, 'orders');
    const dead = arena.deadLettered('orders');
    arena.expect(dead === messages, `${messages} orders of the earlier format became ${dead} dead letters`);
    for (let kill = 1; kill <= kills; kill += 1) {
      const reprocessor = arena.start('dlq-reprocessor', '--source', 'queue');
      const there = arena.deadLettered('orders');
      while (arena.deadLettered('orders') === there && reprocessor.isRunning) await pause(5);
      await pause(chance(longest / 10));
      await reprocessor.kill();
      arena.expireLocks();
    }
    arena.expectSuccess('dlq-reprocessor', await arena.start('dlq-reprocessor', '--source', 'queue').ended());
    await receiveRest(arena, 'orders', '--accept-earlier-format');
    const { processed } = arena.record('orders');
    const left = arena.active('orders') + arena.deadLettered('orders');
    // One that was killed between sending a message back and completing its dead letter sends it back twice.
    arena.expect(
      processed === before.processed + messages,
      `LOST: of ${messages} dead letters, ${processed - before.processed} were processed`,
    );
    arena.expect(left === 0, `${left} orders are left`);
    return { kills, reprocessed: processed - before.processed };
  },
};

/** Every second message fails and is put off, and consumers are killed over it: nothing is lost on the way to later. */
export const retries: Phase = {
  name: 'retries',
  async run(arena, { kills, messages, chance }) {
    const before = arena.record('orders');
    const failing = [
      '--fail-every',
      '2',
      '--immediate-retries',
      '0',
      '--retry-base',
      '1',
      '--no-circuit-breaker',
    ] as const;
    arena.expectSuccess(
      'producer',
      await arena.start('producer', '--orders', String(messages), '--events', '0').ended(),
    );
    for (let kill = 1; kill <= kills && arena.active('orders') > 0; kill += 1) {
      const consumer = arena.startConsumer('orders', ...failing, ...unhurried);
      await consumer.atWork();
      await pause(chance(longest));
      await consumer.kill();
      arena.expireLocks();
    }
    const rest = await arena.startConsumer('orders', ...failing, ...drain).ended();
    arena.expectSuccess('queue-consumer', rest);
    const { retriedLater } = consumerSummary.parse(JSON.parse(rest.printed.trim().split('\n').at(-1) ?? '{}'));
    const { processed, repeated } = arena.record('orders');
    const left = arena.active('orders') + arena.deadLettered('orders');
    // One that was killed between the copy that comes later and the completion of its message leaves both.
    arena.expect(
      processed === before.processed + messages,
      `LOST: of ${messages} orders that failed at first, ${processed - before.processed} were processed`,
    );
    arena.expect(retriedLater > 0, 'no order was put off');
    arena.expect(left === 0, `${left} orders are left`);
    return { kills, processed: processed - before.processed, repeated: repeated - before.repeated };
  },
};

export const phases: readonly Phase[] = [producers, consumers, sessions, stops, network, reprocessors, retries];
