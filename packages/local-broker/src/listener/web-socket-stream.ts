import { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

import type { WebSocket } from 'ws';

import type { AmqpStream } from '../amqp/amqp-stream.js';

/** Status of RFC 6455 for a message of a kind that the receiver does not take. */
const unsupportedData = 1003;
const normalClosure = 1000;

/** The binary messages of a WebSocket as one stream of bytes; where a message ends means nothing to AMQP. */
export class WebSocketStream extends Duplex implements AmqpStream {
  readonly isWebSocket = true;
  readonly #webSocket: WebSocket;
  readonly #socket: Socket;

  /** @param socket what the WebSocket runs over. */
  constructor(webSocket: WebSocket, socket: Socket) {
    super();
    this.#webSocket = webSocket;
    this.#socket = socket;
    webSocket.binaryType = 'nodebuffer';
    webSocket.on('message', (data, isBinary) => {
      if (!isBinary) webSocket.close(unsupportedData, 'AMQP comes in binary messages.');
      else if (!this.push(data)) webSocket.pause();
    });
    webSocket.on('error', (error) => this.destroy(error));
    webSocket.on('close', () => {
      this.push(null);
      this.end();
    });
  }

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }

  get remotePort(): number | undefined {
    return this.#socket.remotePort;
  }

  get encrypted(): boolean {
    return this.#socket instanceof TLSSocket;
  }

  setNoDelay(noDelay: boolean): void {
    this.#socket.setNoDelay(noDelay);
  }

  destroySoon(): void {
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy()).end();
  }

  override _read(): void {
    this.#webSocket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#webSocket.send(chunk, done);
  }

  /** What was written in one turn leaves as one message. */
  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#webSocket.send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: () => void): void {
    this.#webSocket.close(normalClosure);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // One that was ended still has its last message and its close frame to send.
    if (this.writableFinished) this.#socket.destroySoon();
    else this.#webSocket.terminate();
    done(error);
  }
}
