import { setTimeout as pause } from 'node:timers/promises';

import { isInSequence } from '../sequences.js';
import { longest, type Phase, receiveRest } from './phase.js';

/** Customers of the queue of sessions: more than a consumer takes at once. */
const customers = 20;

/** Whoever dies or leaves over a customer's orders, they are processed in their sequence. */
export const sessions: Phase = {
  name: 'sessions',
  async run(arena, { kills, messages, chance }) {
    const wanted = ['--orders', String(messages), '--events', '0', '--sessions', String(customers)];
    arena.expectSuccess('producer', await arena.start('producer', ...wanted).ended());
    for (let kill = 1; kill <= kills; kill += 1) {
      const [dying, leaving] = [arena.startConsumer('customer-orders'), arena.startConsumer('customer-orders')];
      await Promise.all([dying.atWork(), leaving.atWork()]);
      await pause(chance(longest));
      await dying.kill();
      arena.expectSuccess('a consumer of customer-orders', await leaving.stop());
      arena.expireLocks();
    }
    await receiveRest(arena, 'customer-orders');
    const { processed, repeated } = arena.record('customer-orders');
    const left = arena.active('customer-orders') + arena.deadLettered('customer-orders');
    arena.expect(processed === messages, `LOST: ${messages} orders of customers were accepted, ${processed} processed`);
    arena.expect(left === 0, `${left} orders of customers are left`);
    for (const [customer, sequence] of arena.sequences()) {
      arena.expect(isInSequence(sequence), `OUT OF SEQUENCE: orders of ${customer}: ${sequence.join(' ')}`);
    }
    return { kills, stops: kills, processed, redelivered: repeated };
  },
};
