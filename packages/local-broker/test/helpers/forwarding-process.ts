/** A broker of the forwarding topology in a process of its own, to be killed: `forwarding-process.ts <data directory>`. */
import { startBroker } from '../../src/index.js';
import { forwardingTopology } from './forwarding-topology.js';

const [dataDirectory] = process.argv.slice(2);

const broker = await startBroker({ topology: forwardingTopology, dataDirectory });
process.send?.(broker.connectionString());
