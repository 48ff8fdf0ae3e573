import { connect } from '@ams/messaging-runtime';
import type { ServiceBusClient, ServiceBusSessionReceiver } from '@azure/service-bus';

import type { Bench } from '../processes/bench.js';
import { withDataDirectory } from './data-directory.js';
import type { AtSessions } from './growth-round.js';
import { type MeasuredBroker, withMeasuredBroker } from './measured-broker.js';
import { Meter } from './meter.js';
import { queue, sessionNamespace, warmUpQueue } from './namespace.js';
import { ordersOfSessions } from './orders.js';
import { perRequest, planSessions } from './session-plan.js';
import { receive, send } from './traffic.js';

/** Sessions in the queue that all is done with once before it counts. */
const warmUpSessions = 10;

/**
 * Sends messages to one session after the other, accepts and closes sessions, and receives messages from sessions that
 * several receivers hold at the same time.
 *
 * @param count messages to receive; as many are sent, or more if sessions are many
 */
export async function measureSessions(
  bench: Pick<Bench, 'folder' | 'signal'>,
  sessions: number,
  count: number,
): Promise<AtSessions> {
  return await withDataDirectory(bench, (dataDirectory) =>
    withMeasuredBroker({ topology: sessionNamespace, dataDirectory, signal: bench.signal }, async (broker) => {
      const client = connect(broker.connectionString);
      try {
        await useSessions({ client, broker, name: warmUpQueue }, warmUpSessions, count);
        return await useSessions({ client, broker, name: queue }, sessions, count);
      } finally {
        await client.close();
      }
    }),
  );
}

interface SessionQueue {
  readonly client: ServiceBusClient;
  readonly broker: MeasuredBroker;
  readonly name: string;
}

async function useSessions(within: SessionQueue, sessions: number, count: number): Promise<AtSessions> {
  const { client, broker, name } = within;
  const plan = planSessions(sessions, count);
  const meters = { sent: new Meter(broker), accepted: new Meter(broker), received: new Meter(broker) };
  const sender = client.createSender(name);
  await meters.sent.measure(plan.send, () => send(sender, ordersOfSessions(plan.send, sessions)));
  for (let accepted = 0; accepted < plan.accept; accepted += plan.atOnce) {
    await meters.accepted.measure(plan.atOnce, async () => closeAll(await accept(within, plan.atOnce)));
  }
  for (let drained = 0; drained < plan.drain; drained += plan.atOnce) {
    const receivers = await accept(within, plan.atOnce);
    await meters.received.measure(plan.atOnce * plan.perSession, async () => {
      await Promise.all(receivers.map((receiver) => receive(receiver, plan.perSession, perRequest)));
    });
    await closeAll(receivers);
  }
  return {
    cpuPerMessageSent: meters.sent.cpuEach,
    cpuPerAccept: meters.accepted.cpuEach,
    cpuPerMessageReceived: meters.received.cpuEach,
  };
}

/** Whichever sessions are next in line. */
function accept({ client, name }: SessionQueue, count: number): Promise<readonly ServiceBusSessionReceiver[]> {
  const options = { maxAutoLockRenewalDurationInMs: 0, skipParsingBodyAsJson: true };
  return Promise.all(Array.from({ length: count }, () => client.acceptNextSession(name, options)));
}

async function closeAll(receivers: readonly ServiceBusSessionReceiver[]): Promise<void> {
  await Promise.all(receivers.map((receiver) => receiver.close()));
}
