import { numberIn } from './decoding.js';
import { FrameSplitter } from './frame-splitter.js';
import { amqp, begin, codes, disposition, frame, heartbeat } from './performatives.js';

describe('a splitter of frames', () => {
  const header = Buffer.from('AMQP\0\x01\0\0', 'latin1');
  const bytes = Buffer.concat([
    header,
    frame(amqp, 0, begin(7)),
    heartbeat,
    frame(amqp, 3, disposition({ clientReceives: true, first: 1, last: 300 }), Buffer.from('payload')),
  ]);

  const split = (chunks: readonly Buffer[]): readonly unknown[] => {
    const seen: unknown[] = [];
    const splitter = new FrameSplitter({
      onProtocolHeader: (each) => seen.push(Buffer.from(each)),
      onFrame: ({ channel, performative: { code, fields }, payload }) =>
        seen.push([channel, code, numberIn(fields[0]), numberIn(fields[2]), payload.toString()]),
    });
    for (const chunk of chunks) splitter.push(chunk);
    return seen;
  };

  const expected = [header, [0, codes.begin, 7, 2 ** 31 - 1, ''], [3, codes.disposition, undefined, 300, 'payload']];

  it('finds those that come together, without the empty ones', () => {
    expect(split([bytes])).toEqual(expected);
  });

  it('finds those that come byte by byte', () => {
    expect(split([...bytes].map((byte) => Buffer.of(byte)))).toEqual(expected);
  });
});
