import type { AmqpStream } from './amqp-stream.js';
import type { RheaConnection } from './rhea-internals.js';

/** rhea would collect up to 4 GB of a frame that claims to be as large. */
export function limitFrames({ transport }: RheaConnection, maxFrameSize: number): void {
  const peekSize = transport.peek_size.bind(transport);
  transport.peek_size = (bytes) => {
    const size = peekSize(bytes);
    if (size === undefined || size <= maxFrameSize) return size;
    throw new RangeError(`A frame of ${size} bytes is larger than the ${maxFrameSize} agreed on.`);
  };
}

/** All frames of one turn leave in one write: rhea would write each by itself. */
export function batchWrites(connection: RheaConnection, stream: AmqpStream): void {
  const process = connection._process.bind(connection);
  connection._process = () => {
    stream.cork();
    try {
      process();
    } finally {
      stream.uncork();
    }
  };
}
