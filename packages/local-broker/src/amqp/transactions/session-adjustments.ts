import type { Typed } from '../../message/encoding.js';
import type { AttachFields, RheaSession } from '../rhea-internals.js';
import { isA } from './states.js';

/**
 * rhea knows two kinds of targets, and complains on the console about the third: a transaction coordinator. It is noted
 * and taken out before rhea sees it.
 */
export function recognizeCoordinator(attach: AttachFields): void {
  const encoded = attach as { target: unknown };
  const target = encoded.target as Typed | null;
  if (!isA('coordinator', target)) return;
  attach.coordinator = true;
  encoded.target = null;
}

/** Messages are received outside of transactions and settled inside (Azure's rule): credit for one is refused. */
export function refuseAcquisition(session: RheaSession): void {
  const onFlow = session.on_flow.bind(session);
  session.on_flow = (frame) => {
    const { handle, properties } = frame.performative;
    if (typeof handle === 'number' && properties && Object.hasOwn(properties, 'txn-id')) {
      session._get_link(frame).close({
        condition: 'amqp:not-implemented',
        description: 'Messages cannot be received in a transaction. Receive them first, and settle them in it.',
      });
      return;
    }
    onFlow(frame);
  };
}
