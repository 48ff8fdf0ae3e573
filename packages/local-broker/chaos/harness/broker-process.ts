/** A broker in a process of its own, to be killed: `broker-process.ts <data directory> <port> <namespace> <times as fast>`. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { startBroker } from '../../src/index.js';
import { hurry } from './hurry.js';
import { namespaces } from './namespaces.js';
import type { HeldMemory } from './resources.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const [dataDirectory, port, namespace, haste] = process.argv.slice(2);
if (Number(haste) > 1) hurry(Number(haste));
const topology = namespaces[namespace as keyof typeof namespaces];
const broker = await startBroker({ topology, dataDirectory, port: Number(port) });
// Every message asks how much memory is held once the garbage is gone.
process.on('message', () => {
  // Twice: what the first round finds is freed behind its back.
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ held: heapUsed + external } satisfies HeldMemory);
});
process.send?.({ port: broker.port, connectionString: broker.connectionString() });
