import type { Duplex } from 'node:stream';

import type { Clock } from '../engine/clock.js';
import { type Protocol, protocolOf } from './first-bytes.js';

/** How long a client may take to say what it speaks, in milliseconds. */
export const firstBytesTimeout = 30_000;

/**
 * Waits for as many of a connection's first bytes as it takes to tell its protocol. They stay in the stream, for whoever
 * reads it next. A client that is too slow is cut off.
 *
 * @returns undefined when the connection ended first.
 */
export function detectProtocol(stream: Duplex, clock: Clock): Promise<Protocol | undefined> {
  return new Promise((resolve) => {
    let first = Buffer.alloc(0);
    const conclude = (protocol: Protocol | undefined): void => {
      stopWaiting();
      stream.off('readable', read).off('end', end).off('close', end);
      if (protocol !== undefined) stream.unshift(first);
      resolve(protocol);
    };
    const read = (): void => {
      for (let chunk: unknown = stream.read(); chunk !== null; chunk = stream.read()) {
        first = Buffer.concat([first, chunk as Buffer]);
      }
      const protocol = first.length === 0 ? undefined : protocolOf(first);
      if (protocol !== undefined) conclude(protocol);
    };
    const end = (): void => conclude(undefined);
    const stopWaiting = clock.wakeAt(clock.now() + firstBytesTimeout, () => stream.destroy());
    stream.on('readable', read).on('end', end).on('close', end);
  });
}
