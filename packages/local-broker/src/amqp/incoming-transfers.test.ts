import { DeliveryMemory } from './delivery-memory.js';
import { IncomingMemory } from './incoming-memory.js';
import { type DeliveryHandler, type IncomingDelivery, IncomingTransfers } from './incoming-transfers.js';
import type { Frame, ReceivingLink, RheaSession, TransferFields } from './rhea-internals.js';

function aSession(memory = new DeliveryMemory()) {
  const flows: number[] = [];
  const session = {
    local: { begin: {} },
    connection: { _register: () => undefined },
    _write_flow: () => flows.push(transfers.next_transfer_id),
  } as unknown as RheaSession;
  const transfers = new IncomingTransfers(session, memory);
  transfers.on_begin({ next_outgoing_id: 0, incoming_window: 100, outgoing_window: 100 });
  return { transfers, flows };
}

function aLink(credit: number): ReceivingLink {
  return { name: 'mine', credit, delivery_count: 0, state: { local_open: true } } as ReceivingLink;
}

class Handler implements DeliveryHandler {
  readonly maxMessageSize = 1000;
  readonly deliveries: IncomingDelivery[] = [];
  aborted = 0;
  dropped = 0;

  onDelivery(delivery: IncomingDelivery): void {
    this.deliveries.push(delivery);
  }

  onOversized(): void {
    throw new Error('Nothing here is that large.');
  }

  onDropped(): void {
    this.dropped += 1;
  }

  onAborted(): void {
    this.aborted += 1;
  }
}

interface Client {
  readonly transfers: IncomingTransfers;
  readonly link: ReceivingLink;
  readonly handler: Handler;
}

function transfer(fields: Partial<TransferFields>): Frame<TransferFields> {
  const performative = { handle: 0, delivery_id: 0, delivery_tag: Buffer.from('0'), value: [], ...fields };
  return { channel: 0, performative, payload: Buffer.from('x') };
}

it('takes as many deliveries as the link has credit, and not one more', () => {
  const { transfers } = aSession();
  const link = aLink(2);
  const handler = new Handler();
  transfers.handle(link, handler);
  for (const id of [0, 1]) transfers.on_transfer(transfer({ delivery_id: id }), link);

  expect(() => transfers.on_transfer(transfer({ delivery_id: 2 }), link)).toThrow(
    expect.objectContaining({ scope: 'link', condition: 'amqp:link:transfer-limit-exceeded' }),
  );
  expect(handler.deliveries).toHaveLength(2);
});

it('ends a session that sends beyond its window', () => {
  const { transfers, flows } = aSession();
  const link = aLink(1);
  for (let count = 0; count < transfers.window; count += 1) {
    transfers.on_transfer(transfer({ more: true }), link);
  }

  expect(() => transfers.on_transfer(transfer({ more: true }), link)).toThrow(
    expect.objectContaining({ scope: 'session', condition: 'amqp:session:window-violation' }),
  );
  expect(flows).toEqual([]);
});

it('counts transfers on over the end of their numbers', () => {
  const { transfers, flows } = aSession();
  transfers.on_begin({ next_outgoing_id: 2 ** 32 - 10, incoming_window: 100, outgoing_window: 100 });
  const link = aLink(1);
  for (let count = 0; count < 100; count += 1) transfers.on_transfer(transfer({ more: true }), link);
  transfers.process();

  expect(transfers.next_transfer_id).toBe(90);
  expect(flows).toEqual([]);
});

it('hands nothing on of a delivery that is given up', () => {
  const { transfers } = aSession();
  const link = aLink(1);
  const handler = new Handler();
  transfers.handle(link, handler);
  transfers.on_transfer(transfer({ more: true }), link);
  transfers.on_transfer(transfer({ aborted: true }), link);

  expect(handler).toMatchObject({ deliveries: [], aborted: 1 });
});

describe('deliveries that are begun and not ended', () => {
  const begin = (transfers: IncomingTransfers, link: ReceivingLink, handler: DeliveryHandler = new Handler()) => {
    transfers.handle(link, handler);
    const frame = { ...transfer({ more: true }), payload: Buffer.alloc(800) };
    transfers.on_transfer(frame, link);
  };

  it('take memory of their connection, and no more than it gives', () => {
    const { transfers } = aSession(new DeliveryMemory(2000));
    begin(transfers, aLink(1));
    begin(transfers, aLink(1));

    expect(() => begin(transfers, aLink(1))).toThrow(
      expect.objectContaining({ scope: 'connection', condition: 'amqp:resource-limit-exceeded' }),
    );
  });

  it.each<[string, (transfers: IncomingTransfers, link: ReceivingLink) => void]>([
    ['they end', (transfers, link) => transfers.on_transfer(transfer({ more: false }), link)],
    ['they are given up', (transfers, link) => transfers.on_transfer(transfer({ aborted: true }), link)],
    ['their link is gone', (transfers, link) => transfers.forget(link)],
    ['their session is gone', (transfers) => transfers.clear()],
  ])('give it back when %s', (_, end) => {
    const { transfers } = aSession(new DeliveryMemory(2000));
    for (let count = 0; count < 10; count += 1) {
      const link = aLink(1);
      begin(transfers, link);
      end(transfers, link);
    }

    expect(() => begin(transfers, aLink(1))).not.toThrow();
  });

  it('take none once they are larger than their link takes', () => {
    const { transfers } = aSession(new DeliveryMemory(2000));
    const link = aLink(1);
    for (let frames = 0; frames < 10; frames += 1) begin(transfers, link);

    expect(() => begin(transfers, aLink(1))).not.toThrow();
  });

  it('are dropped, the one that was silent for longest first, when the broker has no memory for more', () => {
    const memory = new IncomingMemory(2000);
    const [silent, active, newcomer] = [0, 1, 2].map(() => {
      const { transfers } = aSession(new DeliveryMemory(2000, memory));
      return { transfers, link: aLink(1), handler: new Handler() };
    }) as [Client, Client, Client];
    for (const { transfers, link, handler } of [active, silent]) begin(transfers, link, handler);
    active.transfers.on_transfer(transfer({ more: true }), active.link);
    begin(newcomer.transfers, newcomer.link, newcomer.handler);
    for (const { transfers, link } of [silent, active, newcomer]) transfers.on_transfer(transfer({}), link);

    expect(silent.handler).toMatchObject({ deliveries: [], dropped: 1 });
    expect(active.handler).toMatchObject({ deliveries: [{ bytes: { length: 802 } }], dropped: 0 });
    expect(newcomer.handler).toMatchObject({ deliveries: [{ bytes: { length: 801 } }], dropped: 0 });
  });
});
