import fc from 'fast-check';

import { protocolOf } from './first-bytes.js';

const text = (value: string): Buffer => Buffer.from(value, 'latin1');

describe('the first bytes of a connection', () => {
  it.each([
    ['amqp-sasl', text('AMQP\x03\x01\x00\x00')],
    ['amqp', text('AMQP\x00\x01\x00\x00')],
    ['tls', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00])],
    ['http', text('GET /orders HTTP/1.1\r\n')],
    ['http', text('PUT /orders HTTP/1.1\r\n')],
    ['http', text('DELETE /orders HTTP/1.1\r\n')],
  ])('tell %s', (protocol, bytes) => {
    expect(protocolOf(bytes)).toBe(protocol);
  });

  it.each([
    ['AMQP that asks for TLS', text('AMQP\x02\x01\x00\x00')],
    ['AMQP 0.9.1', text('AMQP\x00\x00\x09\x01')],
    ['another version of SASL', text('AMQP\x03\x02\x00\x00')],
    ['HTTP/2 without TLS', text('PRI * HTTP/2.0\r\n')],
    ['small letters', text('get / HTTP/1.1\r\n')],
    ['SSH', text('SSH-2.0-OpenSSH_9.9\r\n')],
    ['a TLS alert', Buffer.from([0x15, 0x03, 0x01])],
  ])('are unknown for %s', (_, bytes) => {
    expect(protocolOf(bytes)).toBe('unknown');
  });

  it('tell nothing while they may still become more than one protocol', () => {
    for (const start of ['', 'A', 'AMQ', 'AMQP', 'AMQP\x03\x01\x00', 'P', 'PUT', '\x16']) {
      expect(protocolOf(text(start))).toBeUndefined();
    }
  });

  it('once they tell a protocol, tell the same whatever follows', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 12 }),
          fc
            .constantFrom('AMQP\x03\x01\x00\x00', '\x16\x03', 'GET ', 'POST ', 'AMQP\x00\x01')
            .map((start) => text(start)),
        ),
        fc.uint8Array({ maxLength: 12 }),
        (start, rest) => {
          const protocol = protocolOf(Buffer.from(start));
          if (protocol !== undefined) expect(protocolOf(Buffer.concat([start, rest]))).toBe(protocol);
        },
      ),
    );
  });

  it('tell a protocol after at most as many bytes as the longest name of an HTTP method has', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 32 }), (bytes) => {
        expect(protocolOf(Buffer.from(bytes))).toBeDefined();
      }),
    );
  });
});
