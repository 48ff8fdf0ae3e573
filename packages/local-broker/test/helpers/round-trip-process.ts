/**
 * A client in a process of its own, because Node reads `NODE_EXTRA_CA_CERTS` as it starts:
 * `round-trip-process.ts <connection string> <queue>` sends a message, receives it and reports its body.
 */
import { ServiceBusClient } from '@azure/service-bus';

import { failAtOnce } from './local-namespace.js';

const [connectionString = '', queue = ''] = process.argv.slice(2);

const client = new ServiceBusClient(connectionString, failAtOnce);
try {
  await client.createSender(queue).sendMessages({ body: 'through TLS' });
  const receiver = client.createReceiver(queue);
  const [message] = await receiver.receiveMessages(1);
  if (message) await receiver.completeMessage(message);
  process.send?.({ received: message?.body as unknown });
} catch (error) {
  process.send?.({ error: String(error) });
} finally {
  await client.close();
}
