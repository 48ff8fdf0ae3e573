/** A broker in a process of its own, to be killed: `broker-process.ts <data directory> <port>`. */
import { startBroker } from '../../src/index.js';
import { topology } from './topology.js';

const [dataDirectory, port] = process.argv.slice(2);
const broker = await startBroker({ topology, dataDirectory, port: Number(port) });
process.send?.({ port: broker.port, connectionString: broker.connectionString() });
