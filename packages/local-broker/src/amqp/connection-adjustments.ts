import type { AmqpStream } from './amqp-stream.js';
import type { RheaConnection, RheaSession } from './rhea-internals.js';

/** Nothing follows the end of a session, whatever is still waiting to be written on it. */
export function silenceAfterEnd(session: RheaSession): void {
  const output = session.output.bind(session);
  let ended = false;
  session.output = (frame, payload) => {
    if (ended) return;
    ended = frame === session.local.end;
    output(frame, payload);
  };
}

/**
 * Bytes that may wait for a client before it is not listened to any more. Messages stop far below this; what grows
 * beyond it are answers to a client that asks on and on and reads none of them.
 */
const answerBudget = 32 * 1024 * 1024;

/** All frames of one turn leave in one write: rhea would write each by itself. */
export function batchWrites(connection: RheaConnection, stream: AmqpStream): void {
  const process = connection._process.bind(connection);
  connection._process = () => {
    stream.cork();
    try {
      process();
    } catch (error) {
      // It runs by itself, at the end of a turn: what is thrown here would end the whole broker.
      connection.dispatch('error', error);
    } finally {
      stream.uncork();
    }
    if (stream.writableLength > answerBudget) stream.pause();
  };
  stream.on('drain', () => stream.resume());
}

/** The client's next bytes are AMQP's own; rhea would insist on SASL first, or take away the means to control it. */
export function skipSasl(connection: RheaConnection): void {
  connection.transport = connection.amqp_transport;
}
