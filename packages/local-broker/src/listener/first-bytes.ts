import { METHODS } from 'node:http';

/** What a client speaks on a connection that it has just opened. */
export type Protocol = 'amqp' | 'amqp-sasl' | 'http' | 'tls' | 'unknown';

/** How AMQP 1.0 begins with SASL: also the answer to what the broker does not speak. */
export const saslHeader = Buffer.from('AMQP\x03\x01\x00\x00', 'latin1');
/** How AMQP 1.0 begins without SASL: SDKs leave it out when all they have is a token. */
const plainHeader = Buffer.from('AMQP\x00\x01\x00\x00', 'latin1');

const openings: readonly { readonly protocol: Protocol; readonly bytes: Buffer }[] = [
  { protocol: 'amqp-sasl', bytes: saslHeader },
  { protocol: 'amqp', bytes: plainHeader },
  // A handshake record of TLS 1.x.
  { protocol: 'tls', bytes: Buffer.from([0x16, 0x03]) },
  ...METHODS.map((method) => ({ protocol: 'http' as const, bytes: Buffer.from(`${method} `, 'latin1') })),
];

/** Tells the protocol by a connection's first bytes; undefined while they may still become more than one. */
export function protocolOf(first: Buffer): Protocol | undefined {
  const possible = openings.filter(({ bytes }) => {
    const length = Math.min(first.length, bytes.length);
    return first.compare(bytes, 0, length, 0, length) === 0;
  });
  if (possible.length === 0) return 'unknown';
  return possible.find(({ bytes }) => bytes.length <= first.length)?.protocol;
}
