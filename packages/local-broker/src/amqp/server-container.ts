import rhea, { type Container } from 'rhea';

import type { RheaConnection, SaslMechanism } from './rhea-internals.js';
import { PlainMechanism } from './plain-mechanism.js';

/** Introduces nobody: what the client may do, the tokens tell that it puts to `$cbs`. */
const anyone = (): SaslMechanism => ({ outcome: undefined, start: acceptAnyone });
/** Stands where each connection puts its own. */
const noOne = (): SaslMechanism => new PlainMechanism(() => false);

/** rhea's container with the ways to introduce oneself that Service Bus offers. */
export function createServerContainer(): Container {
  const container = rhea.create_container({ id: 'local-broker' });
  const mechanisms = container.sasl_server_mechanisms as unknown as Record<string, () => SaslMechanism>;
  delete mechanisms['ANONYMOUS'];
  // The order is Service Bus's: clients take the first they know.
  Object.assign(mechanisms, { MSSBCBS: anyone, PLAIN: noOne, ANONYMOUS: anyone, EXTERNAL: anyone });
  return container;
}

/**
 * Lets a client of this connection introduce itself with the name and the key of an access rule.
 *
 * @param authenticate whether they belong together; it keeps what they allow.
 */
export function acceptKeys(
  { sasl_transport: sasl, socket }: RheaConnection,
  authenticate: (keyName: string, key: string) => boolean,
): void {
  const plain = (): SaslMechanism =>
    new PlainMechanism((keyName, key) => {
      const known = authenticate(keyName, key);
      // After the outcome, which rhea writes once this returns.
      if (!known) setImmediate(() => socket.end());
      return known;
    });
  // Without a prototype: a client may ask for a mechanism by any name.
  sasl.mechanisms = Object.assign(Object.create(null), sasl.mechanisms, { PLAIN: plain });
}

function acceptAnyone(this: SaslMechanism): void {
  this.outcome = true;
}
