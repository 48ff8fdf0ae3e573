import { sendNow, type Outflow, type Pacer, type SendNow } from '@ams/messaging-runtime';
import type { ServiceBusMessage } from '@azure/service-bus';

/** The messages, each when the pacer lets it pass. What has passed before a wait goes without the wait. */
export async function* paced(messages: Outflow, pacer: Pacer): AsyncGenerator<ServiceBusMessage | SendNow> {
  for await (const message of messages) {
    const turn = message === sendNow ? undefined : pacer.take();
    if (turn !== undefined) {
      yield sendNow;
      await turn;
    }
    yield message;
  }
}
