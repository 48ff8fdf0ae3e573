/** What ends when a client breaks the protocol: AMQP says for each rule how far the damage goes. */
export type ViolationScope = 'connection' | 'session' | 'link';

/** A client did what AMQP 1.0 does not allow. It is told so, and what it did it on is closed. */
export class ProtocolViolation extends Error {
  override readonly name = 'ProtocolViolation';

  constructor(
    readonly scope: ViolationScope,
    readonly condition: ViolationCondition,
    message: string,
  ) {
    super(message);
  }
}

/** Conditions of AMQP 1.0, part 2.8, that a broken rule is answered with. */
export type ViolationCondition =
  | 'amqp:connection:forced'
  | 'amqp:connection:framing-error'
  | 'amqp:decode-error'
  | 'amqp:illegal-state'
  | 'amqp:invalid-field'
  | 'amqp:link:stolen'
  | 'amqp:link:transfer-limit-exceeded'
  | 'amqp:not-allowed'
  | 'amqp:not-found'
  | 'amqp:not-implemented'
  | 'amqp:resource-limit-exceeded'
  | 'amqp:session:handle-in-use'
  | 'amqp:session:unattached-handle'
  | 'amqp:session:window-violation';
