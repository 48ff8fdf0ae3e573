import type { Socket } from 'node:net';

import { ClientSession } from './client-session.js';
import { text } from './encoding.js';
import { type FrameListener, FrameSplitter, type IncomingFrame } from './frame-splitter.js';
import {
  amqp,
  begin,
  close,
  codes,
  end,
  frame,
  heartbeat,
  open,
  sasl,
  saslMechanisms,
  saslOutcome,
} from './performatives.js';
import type { Supply } from './supply.js';

/** Milliseconds between signs of life; a client gives up after a minute without one. */
const heartbeatInterval = 15_000;

/** What the fifth byte of a protocol header says when SASL comes first. */
const saslProtocol = 3;

/** Serves one client, whoever it is. */
export class ClientConnection implements FrameListener {
  readonly #sessions = new Map<number, ClientSession>();

  constructor(
    private readonly socket: Socket,
    private readonly supply: Supply,
  ) {
    const splitter = new FrameSplitter(this);
    const beat = setInterval(() => socket.write(heartbeat), heartbeatInterval);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      // One write for all that is answered in a turn.
      socket.cork();
      splitter.push(chunk);
      for (const session of this.#sessions.values()) session.onTurnEnd();
      socket.uncork();
    });
    // A client that goes away without a word has got what it wanted, or says itself what it missed.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => clearInterval(beat));
  }

  onProtocolHeader(header: Buffer): void {
    this.socket.write(header);
    if (header[4] === saslProtocol) this.socket.write(frame(sasl, 0, saslMechanisms));
  }

  onFrame(incoming: IncomingFrame): void {
    const { channel, performative } = incoming;
    const { code, fields } = performative;
    const session = this.#sessions.get(channel);
    switch (code) {
      case codes.saslInit:
        this.socket.write(frame(sasl, 0, saslOutcome));
        return;
      case codes.open:
        this.#send(0, open(text('null-server')));
        return;
      case codes.begin:
        this.#sessions.set(channel, new ClientSession(channel, fields, this.supply, (bytes) => this.#write(bytes)));
        this.#send(channel, begin(channel));
        return;
      case codes.attach:
        session?.onAttach(fields);
        return;
      case codes.flow:
        session?.onFlow(fields);
        return;
      case codes.transfer:
        session?.onTransfer(incoming);
        return;
      case codes.disposition:
        session?.onDisposition(fields);
        return;
      case codes.detach:
        session?.onDetach(fields);
        return;
      case codes.end:
        this.#sessions.delete(channel);
        this.#send(channel, end);
        return;
      case codes.close:
        this.#send(0, close);
        this.socket.end();
        return;
    }
  }

  #send(channel: number, performative: Buffer): void {
    this.#write(frame(amqp, channel, performative));
  }

  #write(bytes: Buffer): void {
    this.socket.write(bytes);
  }
}
