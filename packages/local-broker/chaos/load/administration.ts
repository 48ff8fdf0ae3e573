import { setTimeout as pause } from 'node:timers/promises';

import { ServiceBusAdministrationClient } from 'azure-service-bus-beta';

import { absent } from '../checker/ledger.js';
import { madePrefix } from '../harness/snapshot.js';
import { confirmed } from './clients.js';
import { type Actor, runLoops } from './load.js';

/** Makes queues, changes them and deletes them. */
export const administration: Actor = async (load) => {
  const { ledger, random, snapshot } = load;
  const client = new ServiceBusAdministrationClient(load.endpoint.connectionString, {
    retryOptions: { maxRetries: 0 },
  });
  const old = snapshot.states.flatMap(([thing]) => (thing.startsWith(madePrefix) ? [thing] : []));
  const remove = (name: string): Promise<unknown> =>
    confirmed(ledger.begin(`delete ${name}`, [{ thing: name, to: absent }]), client.deleteQueue(name));

  runLoops(load, 1, async () => {
    const left = old.pop();
    if (left !== undefined) await remove(left);
    const name = `${madePrefix}${load.nextNumber()}`;
    const made = ledger.begin(`create ${name}`, [{ thing: name, to: '10' }]);
    const properties = await confirmed(made, client.createQueue(name));
    const maxDeliveryCount = random.between(11, 20);
    const changed = ledger.begin(`update ${name}`, [{ thing: name, to: String(maxDeliveryCount) }]);
    await confirmed(changed, client.updateQueue({ ...properties, maxDeliveryCount }));
    if (random.happens(0.7)) await remove(name);
    await pause(random.between(0, 20));
  });
  return () => undefined;
};
