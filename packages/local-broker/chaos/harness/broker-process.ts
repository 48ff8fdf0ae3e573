/** A broker in a process of its own, to be killed: `broker-process.ts <data directory> <port> <namespace>`. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { startBroker } from '../../src/index.js';
import { namespaces } from './namespaces.js';
import type { HeldMemory } from './resources.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const [dataDirectory, port, namespace] = process.argv.slice(2);
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
