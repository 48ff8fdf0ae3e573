import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { Outgoing } from '../processing/complete-and-send.js';
import type { ProcessorInstrumentation } from '../telemetry/instrumentation.js';

/**
 * Moves a dead letter as part of its trace: the copy carries that trace, and removal and sending are seen in it.
 *
 * @param move sends the copy and removes the message
 * @throws what `move` throws
 */
export function tracedMove(
  instrumentation: ProcessorInstrumentation,
  message: ServiceBusReceivedMessage,
  copy: Outgoing,
  move: (copy: Outgoing) => Promise<void>,
): Promise<void> {
  return instrumentation.process([message], async () => {
    const outcome = instrumentation.outgoing(message, { kind: 'complete', sends: [copy] });
    const settled = instrumentation.settling(message, outcome, 'processed');
    const [carrying = copy] = (outcome.kind === 'complete' && outcome.sends) || [];
    try {
      await move(carrying);
      settled();
    } catch (error) {
      settled({ error });
      throw error;
    }
  });
}
