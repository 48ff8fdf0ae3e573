import { ManualClock } from '@ams/local-broker';
import type { ServiceBusClient } from '@azure/service-bus';
import { connect, TransactionInDoubtError, transactionalCompletion } from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { startCuttableRoad, stepBytes, type CuttableRoad } from './cuttable-road.js';
import { errorOf, hold } from './holding.js';
import { numbered, silent } from './support.js';

let system: TestSystem;
let clock: ManualClock;
let road: CuttableRoad;
let clients: ServiceBusClient[];

beforeEach(async () => {
  clock = new ManualClock();
  system = await startTestSystem({ clock });
  road = await startCuttableRoad(system.broker.port);
  clients = [];
  await system.client.createSender('orders').sendMessages(numbered(3));
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await road.close();
  await system.close();
});

const nothing = { orders: 3, parked: 0 };
const all = { orders: 0, parked: 1 };

function active() {
  const { broker } = system;
  return { orders: broker.counts('orders').active, parked: broker.counts('parked').active };
}

/** Completes all messages and sends one, by a client that is on the road. */
async function completeAll(): Promise<unknown> {
  const { port } = system.broker;
  const client = connect(system.broker.connectionString().replace(`:${port}`, `:${road.port}`));
  clients.push(client);
  const { messages, receiver } = await hold(client, 3);
  const completeAndSend = transactionalCompletion({ client, receiver, log: silent });
  const error = await errorOf(completeAndSend(messages, [{ entity: 'parked', message: { body: 'to be sent' } }]));
  await client.close();
  return error;
}

it.each([
  ['before', 'declare'],
  ['after', 'declare'],
  ['before', 'send'],
  ['after', 'send'],
  ['before', 'settle'],
  ['after', 'settle'],
] as const)('neither completes nor sends when the connection is lost %s it gets to %s', async (when, step) => {
  road.cutAt({ at: stepBytes[step], when });
  const error = await completeAll();

  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(TransactionInDoubtError);
  expect({ cuts: road.cuts(), ...active() }).toEqual({ cuts: 1, ...nothing });

  clock.advance(60_000);
  expect(await completeAll()).toBeUndefined();
  expect(active()).toEqual(all);
});

it('has done nothing, and does not know it, when the connection is lost before the broker hears of the commit', async () => {
  road.cutAt({ at: stepBytes.discharge, when: 'before' });

  expect(await completeAll()).toBeInstanceOf(TransactionInDoubtError);
  expect(active()).toEqual(nothing);

  clock.advance(60_000);
  expect(await completeAll()).toBeUndefined();
  expect(active()).toEqual(all);
});

it('has done all of it, and does not know it, when the connection is lost before the commit is answered', async () => {
  road.cutAt({ at: stepBytes.discharge, when: 'after' });

  expect(await completeAll()).toBeInstanceOf(TransactionInDoubtError);
  expect(active()).toEqual(all);
});
