import { PassThrough } from 'node:stream';

import fc from 'fast-check';

import { ManualClock } from '../engine/clock.js';
import { detectProtocol, firstBytesTimeout } from './detect-protocol.js';
import { protocolOf } from './first-bytes.js';

const greeting = Buffer.from('AMQP\x03\x01\x00\x00 and what follows', 'latin1');

/** The whole of a stream, as one who reads it from now on gets it. */
async function restOf(stream: PassThrough): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Writes the bytes in pieces, each in a turn of its own. */
async function writePieces(stream: PassThrough, bytes: Buffer, cuts: readonly number[]): Promise<void> {
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let start = 0;
  for (const end of [...ends, bytes.length]) {
    stream.write(bytes.subarray(start, end));
    start = end;
    await new Promise((resolve) => setImmediate(resolve));
  }
  stream.end();
}

describe('detecting the protocol', () => {
  it('leaves every byte in the stream, however they arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.constant(greeting), fc.uint8Array({ minLength: 16, maxLength: 64 }).map(Buffer.from)),
        fc.array(fc.nat(64), { maxLength: 10 }),
        async (bytes, cuts) => {
          const stream = new PassThrough();
          const detected = detectProtocol(stream, new ManualClock());
          const written = writePieces(stream, bytes, cuts);

          expect(await detected).toBe(protocolOf(bytes));
          expect((await restOf(stream)).equals(bytes)).toBe(true);
          await written;
        },
      ),
      { numRuns: 50 },
    );
  });

  it('finds bytes that were there before it looked', async () => {
    const stream = new PassThrough();
    stream.end(greeting);
    expect(await detectProtocol(stream, new ManualClock())).toBe('amqp-sasl');
  });

  it('finds nothing when the connection ends first', async () => {
    const stream = new PassThrough();
    const detected = detectProtocol(stream, new ManualClock());
    stream.end('AMQ');
    expect(await detected).toBeUndefined();
  });

  it('cuts a client off that does not say in time what it speaks', async () => {
    const clock = new ManualClock();
    const stream = new PassThrough();
    const detected = detectProtocol(stream, clock);
    stream.write('AMQ');

    clock.advance(firstBytesTimeout);

    expect(await detected).toBeUndefined();
    expect(stream.destroyed).toBe(true);
  });

  it('leaves a client alone that did', async () => {
    const clock = new ManualClock();
    const stream = new PassThrough();
    stream.write(greeting);
    await detectProtocol(stream, clock);

    clock.advance(2 * firstBytesTimeout);

    expect(stream.destroyed).toBe(false);
  });
});
