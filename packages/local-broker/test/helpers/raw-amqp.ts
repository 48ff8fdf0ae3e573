import { createHmac } from 'node:crypto';
import { connect, type Socket } from 'node:net';

import rhea, { type Message } from 'rhea';

import type { Broker } from '../../src/index.js';
import { encode, readTyped, skipValue, type Typed } from '../../src/message/encoding.js';

const { types } = rhea;

/** Performatives by their descriptor. */
const names: Readonly<Record<number, string>> = {
  0x10: 'open',
  0x11: 'begin',
  0x12: 'attach',
  0x13: 'flow',
  0x14: 'transfer',
  0x15: 'disposition',
  0x16: 'detach',
  0x17: 'end',
  0x18: 'close',
  0x40: 'sasl-mechanisms',
  0x41: 'sasl-init',
  0x44: 'sasl-outcome',
};
const codes = new Map(Object.entries(names).map(([code, name]) => [name, Number(code)]));

/** A frame as it is on the wire: its fields in their order, none left out, none added. */
export interface RawFrame {
  readonly channel: number;
  readonly name: string;
  readonly fields: readonly Typed[];
  readonly payload: Buffer;
}

/** A value to be written, by its AMQP type. */
export const amqp = {
  nothing: types.wrap(null) as Typed,
  yes: types.wrap_boolean(true) as Typed,
  no: types.wrap_boolean(false) as Typed,
  uint: (value: number) => types.wrap_uint(value) as Typed,
  ubyte: (value: number) => types.wrap_ubyte(value) as Typed,
  ushort: (value: number) => types.wrap_ushort(value) as Typed,
  text: (value: string) => types.wrap_string(value) as Typed,
  symbol: (value: string) => types.wrap_symbol(value) as Typed,
  binary: (value: string | Buffer) => types.wrap_binary(Buffer.from(value) as never) as Typed,
  list: (...values: readonly Typed[]) => types.wrap_list([...values]) as Typed,
  described: (code: number, value: Typed) => described(types.wrap_ulong(code) as Typed, value),
  source: (address: string) => amqp.described(0x28, amqp.list(amqp.text(address))),
  target: (address: string) => amqp.described(0x29, amqp.list(amqp.text(address))),
  accepted: () => amqp.described(0x24, amqp.list()),
};

function described(descriptor: Typed, value: Typed): Typed {
  return (types as unknown as { described_nc(d: Typed, v: Typed): Typed }).described_nc(descriptor, value);
}

/** The condition of an error that is on the wire, its description and its info: undefined where there is no error. */
export function errorIn(value: Typed | undefined): readonly unknown[] | undefined {
  if (value?.descriptor?.value !== 0x1d) return undefined;
  return (value.value as readonly Typed[]).map((field) => field.value);
}

/** The bytes of a frame. */
export function frameOf(channel: number, name: string, fields: readonly Typed[], payload?: Buffer): Buffer {
  return framed(channel, encode(amqp.described(codes.get(name) ?? 0, amqp.list(...fields))), payload);
}

/** A frame around any bytes. */
export function framed(channel: number, body: Buffer, payload: Buffer = Buffer.alloc(0), type = 0): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 2, type, channel >> 8, channel & 0xff]);
  header.writeUInt32BE(header.length + body.length + payload.length);
  return Buffer.concat([header, body, payload]);
}

export const protocolHeader = {
  sasl: Buffer.from('414d515003010000', 'hex'),
  amqp: Buffer.from('414d515000010000', 'hex'),
};

/** Room for more transfers than a test sees. */
const wideWindow = amqp.uint(2 ** 31);

/** Writes what it is told to, well-formed or not, and shows what comes back frame by frame. */
export class RawClient {
  readonly #socket: Socket;
  /** Everything that came, in order. */
  readonly received: RawFrame[] = [];
  /** Empty frames that came: the broker lives, and has nothing to say. */
  heartbeats = 0;
  #unread = 0;
  #bytes = Buffer.alloc(0);
  #waiting: (() => void)[] = [];
  #ended = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('close', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  /** Connects and gets through SASL; the AMQP header is written, `open` is not. */
  static async connect(port: number): Promise<RawClient> {
    const client = new RawClient(connect(port, '127.0.0.1'));
    const init = encode(amqp.described(0x41, amqp.list(amqp.symbol('ANONYMOUS'))));
    client.write(protocolHeader.sasl);
    await client.next('sasl-mechanisms');
    client.write(framed(0, init, undefined, 1));
    await client.next('sasl-outcome');
    client.write(protocolHeader.amqp);
    return client;
  }

  /** Connects, opens and begins a session on channel 0. */
  static async begin(port: number): Promise<RawClient> {
    const client = await RawClient.connect(port);
    client.send(0, 'open', [amqp.text('raw')]);
    client.send(0, 'begin', [amqp.nothing, amqp.uint(0), wideWindow, wideWindow]);
    await client.next('begin');
    return client;
  }

  /** Leaves unread what comes from now on, until it is to go on. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /** Resolves once all that was written has left. */
  async written(): Promise<void> {
    await new Promise((resolve) => this.#socket.write(Buffer.alloc(0), resolve));
  }

  send(channel: number, name: string, fields: readonly Typed[], payload?: Buffer): void {
    this.write(frameOf(channel, name, fields, payload));
  }

  /** The next frame of one of the names; others before it are skipped. Undefined when the connection ends first. */
  async find(...names: readonly string[]): Promise<RawFrame | undefined> {
    for (;;) {
      while (this.#unread < this.received.length) {
        const frame = this.received[this.#unread];
        this.#unread += 1;
        if (frame && names.includes(frame.name)) return frame;
      }
      if (this.#ended) return undefined;
      await this.#news();
    }
  }

  /** As {@link find}. Fails when the connection ends first. */
  async next(name: string): Promise<RawFrame> {
    const frame = await this.find(name);
    if (frame) return frame;
    throw new Error(`The connection ended without '${name}', after ${this.received.map((each) => each.name).join()}.`);
  }

  /** Resolves when an empty frame has come. */
  async heartbeat(): Promise<void> {
    while (this.heartbeats === 0 && !this.#ended) await this.#news();
  }

  /** Resolves when the broker has ended the connection. */
  async ended(): Promise<void> {
    while (!this.#ended) await this.#news();
  }

  /** Says no more, and waits until the broker has looked at all that was said. */
  async finish(): Promise<void> {
    this.#socket.end();
    await this.ended();
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    this.#socket.destroy();
    await this.ended();
  }

  /** Attaches a link. @param role true to receive. */
  async attach(handle: number, role: boolean, address: string, name = `link-${handle}`): Promise<RawFrame> {
    this.send(0, 'attach', attachFields(handle, role, address, name));
    return this.next('attach');
  }

  /** Attaches a pair of links to a node that answers requests: `handle` and the one after it. */
  async attachNode(handle: number, address: string): Promise<void> {
    await this.attach(handle, false, address);
    await this.attach(handle + 1, true, address);
    this.grant(handle + 1, 2 ** 31);
  }

  /** Puts a token for everything, by links 100 and 101. */
  async authenticate(broker: Pick<Broker, 'sharedAccessKeys'>): Promise<void> {
    await this.attachNode(100, '$cbs');
    this.transfer(100, 0, {
      message_id: 'cbs',
      application_properties: {
        operation: 'put-token',
        type: 'servicebus.windows.net:sastoken',
        name: 'sb://localhost/',
      },
      body: tokenFor(broker),
    });
    await this.next('transfer');
  }

  transfer(handle: number, id: number, message: Partial<Message>): void {
    const bytes = rhea.message.encode(message as Message) as Buffer;
    this.send(0, 'transfer', [amqp.uint(handle), amqp.uint(id), amqp.binary(String(id)), amqp.uint(0)], bytes);
  }

  /** Gives the link credit. */
  grant(handle: number, credit: number): void {
    const windows = [amqp.uint(0), wideWindow, amqp.uint(0), wideWindow];
    this.send(0, 'flow', [...windows, amqp.uint(handle), amqp.uint(0), amqp.uint(credit)]);
  }

  /** Resolves when something came, or the connection ended. */
  #news(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #read(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    for (;;) {
      const isHeader = this.#bytes.subarray(0, 4).toString('latin1') === 'AMQP';
      const size = isHeader ? 8 : this.#bytes.length < 8 ? 8 : this.#bytes.readUInt32BE();
      if (this.#bytes.length < size) break;
      const frame = isHeader ? undefined : readFrame(this.#bytes.subarray(0, size));
      if (frame) this.received.push(frame);
      else if (!isHeader) this.heartbeats += 1;
      this.#bytes = this.#bytes.subarray(size);
    }
    this.#wake();
  }
}

export function attachFields(handle: number, role: boolean, address: string, name: string): readonly Typed[] {
  return [
    amqp.text(name),
    amqp.uint(handle),
    role ? amqp.yes : amqp.no,
    amqp.nothing,
    amqp.nothing,
    amqp.source(address),
    amqp.target(address),
    amqp.nothing,
    amqp.nothing,
    role ? amqp.nothing : amqp.uint(0),
  ];
}

/** Undefined for a heartbeat. */
function readFrame(bytes: Buffer): RawFrame | undefined {
  if (bytes.length === 8) return undefined;
  const performative = readTyped(bytes, 8);
  return {
    channel: bytes.readUInt16BE(6),
    name: names[Number(performative.descriptor?.value)] ?? 'unknown',
    fields: performative.value as readonly Typed[],
    payload: bytes.subarray(skipValue(bytes, 8)),
  };
}

/** A shared access signature for the whole namespace, good for an hour. */
export function tokenFor(broker: Pick<Broker, 'sharedAccessKeys'>): string {
  const resource = encodeURIComponent('sb://localhost/');
  const expiry = Math.floor(Date.now() / 1000) + 3600;
  const { primaryKey } = broker.sharedAccessKeys();
  const signature = createHmac('sha256', primaryKey).update(`${resource}\n${expiry}`).digest('base64');
  return `SharedAccessSignature sr=${resource}&sig=${encodeURIComponent(signature)}&se=${expiry}&skn=RootManageSharedAccessKey`;
}
