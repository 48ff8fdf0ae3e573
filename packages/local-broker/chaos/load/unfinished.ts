import { amqp, type RawClient } from '../../test/helpers/raw-amqp.js';
import type { Endpoint } from '../harness/broker-under-test.js';
import { connectBare } from './raw.js';

/** Bytes of a frame's payload: as much as fits into the broker's largest frame. */
const payloadSize = 64_000;

/** How a client goes on with a delivery that it has begun: not at all, or by giving it up, or to its end. */
type Continuation = 'abort' | 'end';

/** A client that begins a message in many frames. */
export class UnfinishedDelivery {
  private constructor(private readonly client: RawClient) {}

  /** @param size in bytes; these are sent and left unfinished. */
  static async begin(endpoint: Endpoint, address: string, size: number): Promise<UnfinishedDelivery> {
    const client = await connectBare(endpoint);
    await client.attach(1, false, address);
    await client.next('flow');
    const delivery = new UnfinishedDelivery(client);
    const payload = Buffer.alloc(payloadSize);
    for (let sent = 0; sent < size; sent += payloadSize) {
      delivery.#transfer(payload);
      await client.written();
    }
    return delivery;
  }

  /** @returns the condition of the broker's answer, if it answers, and if it refuses. */
  async goOn(continuation: Continuation): Promise<unknown> {
    this.#transfer(Buffer.alloc(1), continuation);
    if (continuation === 'abort') return undefined;
    const disposition = await this.client.next('disposition');
    const error = (disposition.fields[4]?.value as readonly { readonly value: unknown }[] | undefined)?.[0]?.value;
    return (error as readonly { readonly value: unknown }[] | undefined)?.[0]?.value;
  }

  close(): Promise<void> {
    return this.client.close();
  }

  #transfer(payload: Buffer, continuation?: Continuation): void {
    const more = continuation === undefined ? amqp.yes : amqp.no;
    const fields = [amqp.uint(1), amqp.uint(1), amqp.binary('1'), amqp.uint(0), amqp.no, more];
    const unused = [amqp.nothing, amqp.nothing, amqp.nothing];
    this.client.send(0, 'transfer', continuation === 'abort' ? [...fields, ...unused, amqp.yes] : fields, payload);
  }
}
