/** A broker in a process of its own, for tests that kill it: `broker-process.ts <data directory> <port>`. */
import { defineQueue, defineTopology } from '@ams/service-bus-model';

import { startBroker } from '../../src/index.js';

const [dataDirectory, port] = process.argv.slice(2);

const broker = await startBroker({
  topology: defineTopology({
    namespace: { name: 'local-bus' },
    queues: [defineQueue({ name: 'orders' }), defineQueue({ name: 'invoices' })],
  }),
  dataDirectory,
  port: Number(port),
});
process.send?.({
  port: broker.port,
  connectionString: broker.connectionString(),
  recoveredMessages: broker.recoveredMessages,
});
