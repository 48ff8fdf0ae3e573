import { once } from 'node:events';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { createHmac } from 'node:crypto';

import { defineQueue } from '@ams/service-bus-model';
import rhea, { type Connection, type Message } from 'rhea';

import { closePlain, connectPlain, eventOf } from './helpers/amqp-client.js';
import { receiveOne } from './helpers/receiving.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';

let namespace: LocalNamespace;
const open: Connection[] = [];

beforeEach(async () => {
  namespace = await startNamespace(topologyOf({ queues: [defineQueue({ name: 'orders' })] }));
});

afterEach(async () => {
  await Promise.all(open.splice(0).map(closePlain));
  await namespace.close();
});

async function connectRhea(): Promise<Connection> {
  const connection = await connectPlain(namespace.broker.port);
  open.push(connection);
  return connection;
}

/** What the server says to these bytes until it closes the connection. */
async function answerTo(bytes: Buffer): Promise<Buffer> {
  const socket = connect(namespace.broker.port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(bytes);
  await once(socket, 'close');
  return Buffer.concat(chunks);
}

/** Asks a node as python's client does: ids that are ulongs, no reply-to. */
async function request(connection: Connection, address: string, message: Partial<Message>): Promise<Message> {
  const receiver = connection.open_receiver({ source: { address }, target: { address } });
  await eventOf(receiver, 'receiver_open');
  const sender = connection.open_sender({ source: { address }, target: { address } });
  await eventOf(sender, 'sendable');
  const answer = eventOf(receiver, 'message');
  sender.send({ message_id: rhea.types.wrap_ulong(7) as never, body: null, ...message });
  return (await answer).message as Message;
}

/** Puts a token for all rights on the whole namespace. @param audience what the client is about to use. */
async function authenticate(connection: Connection, audience = 'sb://localhost/'): Promise<Message> {
  const resource = encodeURIComponent('sb://localhost/');
  const expiry = Math.floor(Date.now() / 1000) + 3600;
  const { primaryKey } = namespace.broker.sharedAccessKeys();
  const signature = createHmac('sha256', primaryKey).update(`${resource}\n${expiry}`).digest('base64');
  const token = `SharedAccessSignature sr=${resource}&sig=${encodeURIComponent(signature)}&se=${expiry}&skn=RootManageSharedAccessKey`;
  return request(connection, '$cbs', {
    application_properties: {
      operation: 'put-token',
      type: 'servicebus.windows.net:sastoken',
      name: audience,
    },
    body: token,
  });
}

function lockTokenIn(message: unknown): Buffer | undefined {
  const { delivery_annotations: annotations } = message as { readonly delivery_annotations?: Record<string, Buffer> };
  return annotations?.['x-opt-lock-token'];
}

/** The bytes of an AMQP uuid in the order of a .NET Guid. */
function asGuid(uuid: Buffer = Buffer.alloc(0)): Buffer {
  const groups = [uuid.subarray(0, 4), uuid.subarray(4, 6), uuid.subarray(6, 8)].map((group) =>
    Buffer.from(group).reverse(),
  );
  return Buffer.concat([...groups, uuid.subarray(8)]);
}

describe('a plain AMQP client', () => {
  it('is offered MSSBCBS first, and is let in with it', async () => {
    const saslHeader = Buffer.from('414d515003010000', 'hex');
    const socket = connect(namespace.broker.port, '127.0.0.1');
    socket.write(saslHeader);
    let received = Buffer.alloc(0);
    const offered = new Promise<void>((resolve) => {
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]);
        if (received.includes('ANONYMOUS')) resolve();
      });
    });
    await offered;
    expect(received.indexOf('MSSBCBS')).toBeLessThan(received.indexOf('ANONYMOUS'));

    // sasl-init with the mechanism alone.
    const init = Buffer.from(
      '00000018020100000053 41 c0 0b 01 a3 07'.replaceAll(' ', '') + Buffer.from('MSSBCBS').toString('hex'),
      'hex',
    );
    init.writeUInt32BE(init.length, 0);
    init[init.indexOf(0xc0) + 1] = init.length - init.indexOf(0xc0) - 2;
    const outcome = once(socket, 'data');
    socket.write(init);
    // sasl-outcome (0x44), code 0.
    expect(((await outcome)[0] as Buffer).toString('hex')).toContain('005344d000000006000000015000');
    socket.destroy();
  });

  it('may leave SASL out', async () => {
    const connection = await connectPlain(namespace.broker.port, { username: undefined });
    open.push(connection);
    expect(await authenticate(connection)).toMatchObject({ application_properties: { 'status-code': 202 } });
  });

  it('that breaks AMQP is cut off, and others go on', async () => {
    const connection = await connectRhea();

    await answerTo(Buffer.from('SSH-2.0-client\r\n'));
    await answerTo(Buffer.concat([Buffer.from('414d515003010000', 'hex'), Buffer.alloc(64, 0xff)]));
    await answerTo(Buffer.concat([Buffer.from('414d515003010000', 'hex'), Buffer.alloc(64)]));

    expect((await authenticate(connection)).application_properties?.['status-code']).toBe(202);
  });

  it('gets the id of its request back with the type it had', async () => {
    const answer = await authenticate(await connectRhea());

    expect(answer.correlation_id).toBe(7);
  });

  it('hears that its request was accepted before it gets the answer', async () => {
    const connection = await connectRhea();
    await authenticate(connection);
    const address = 'orders/$management';
    const receiver = connection.open_receiver({ source: { address }, target: { address } });
    await eventOf(receiver, 'receiver_open');
    const sender = connection.open_sender({ source: { address }, target: { address } });
    await eventOf(sender, 'sendable');
    // As they come off the wire: rhea tells its users of dispositions later.
    const frames = connection as unknown as Record<'on_disposition' | 'on_transfer', () => void>;
    const [accepted, answer] = [jest.spyOn(frames, 'on_disposition'), jest.spyOn(frames, 'on_transfer')];

    sender.send({
      message_id: 'm-1',
      application_properties: { operation: 'com.microsoft:peek-message' },
      body: { 'from-sequence-number': rhea.types.wrap_long(0), 'message-count': rhea.types.wrap_int(1) },
    });
    await eventOf(receiver, 'message');

    expect(accepted.mock.invocationCallOrder[0]).toBeLessThan(answer.mock.invocationCallOrder[0] ?? 0);
  });

  it.each(['nowhere', 'nowhere/$management', 'nowhere/Subscriptions/all', 'nowhere/$DeadLetterQueue'])(
    "gets 404 when it puts a token for '%s', as on Azure",
    async (path) => {
      const { application_properties: answer } = await authenticate(await connectRhea(), `sb://localhost/${path}`);

      expect(answer).toMatchObject({
        'status-code': 404,
        'status-description': expect.stringMatching(/^The messaging entity 'sb:.*nowhere.*' could not be found\.$/),
        'error-condition': 'amqp:not-found',
      });
    },
  );

  it.each(['orders/$management', 'ORDERS', 'orders/Subscriptions/unheard-of', 'coordinator', '$coordinator'])(
    "may put a token for '%s'",
    async (path) => {
      const { application_properties: answer } = await authenticate(await connectRhea(), `sb://localhost/${path}`);

      expect(answer).toMatchObject({ 'status-code': 202 });
    },
  );

  it('gets 501 for an operation that the broker does not have', async () => {
    const connection = await connectRhea();
    await authenticate(connection);

    const { application_properties: properties } = await request(connection, 'orders/$management', {
      application_properties: { operation: 'com.microsoft:unheard-of' },
    });

    expect(properties).toMatchObject({
      statusCode: 501,
      errorCondition: 'amqp:not-implemented',
      statusDescription: expect.stringContaining("'com.microsoft:unheard-of'"),
    });
  });

  it('finds the lock token of a message in its delivery annotations too, as python does', async () => {
    await namespace.client.createSender('orders').sendMessages({ body: 'a' });
    const connection = await connectRhea();
    await authenticate(connection);
    const link = connection.open_receiver({ source: 'orders', credit_window: 0, autoaccept: false });
    const delivered = eventOf(link, 'message');
    link.add_credit(1);

    const { message, delivery } = await delivered;

    expect(delivery?.tag).toEqual(asGuid(lockTokenIn(message)));
  });

  it('finds the lock token of a deferred message in the message as well as beside it', async () => {
    await namespace.client.createSender('orders').sendMessages({ body: 'a' });
    const receiver = namespace.client.createReceiver('orders');
    await receiver.deferMessage(await receiveOne(receiver));
    const connection = await connectRhea();
    await authenticate(connection);

    const { body } = await request(connection, 'orders/$management', {
      application_properties: { operation: 'com.microsoft:receive-by-sequence-number' },
      body: {
        'sequence-numbers': rhea.types.wrap_array([1], 0x81, undefined),
        'receiver-settle-mode': rhea.types.wrap_uint(1),
      },
    });

    const [deferred] = (body as { readonly messages: readonly Record<string, Buffer>[] }).messages;
    expect(lockTokenIn(rhea.message.decode(deferred?.['message'] as Buffer))).toEqual(deferred?.['lock-token']);
  });

  it('may write an address with the host in it', async () => {
    const connection = await connectRhea();
    await authenticate(connection);
    const sender = connection.open_sender('amqps://localhost/orders');
    await eventOf(sender, 'sendable');

    const accepted = eventOf(sender, 'accepted');
    sender.send({ body: 'order' });
    await accepted;

    expect(namespace.broker.counts('orders').active).toBe(1);
  });

  it('is refused a session of a queue that has none, in words', async () => {
    const connection = await connectRhea();
    await authenticate(connection);
    const receiver = connection.open_receiver({
      source: { address: 'orders', filter: { 'com.microsoft:session-filter': 's-1' } as never },
    });

    const refusal = await eventOf(receiver, 'receiver_error');

    expect(refusal.receiver?.error).toMatchObject({
      condition: 'amqp:not-allowed',
      description: expect.stringContaining("'orders' has no sessions"),
    });
  });

  it('is refused what it has no token for', async () => {
    const connection = await connectRhea();

    const refusal = await eventOf(connection.open_receiver('orders'), 'receiver_error');

    expect(refusal.receiver?.error).toMatchObject({ condition: 'amqp:unauthorized-access' });
  });

  it('gets its flow answered when it asks for an echo', async () => {
    const connection = await connectRhea();
    await authenticate(connection);
    const receiver = connection.open_receiver({ source: 'orders', credit_window: 0 });
    await eventOf(receiver, 'receiver_open');
    const session = receiver.session as unknown as {
      output(frame: unknown): void;
    };
    const answered = eventOf(receiver, 'receiver_flow');
    const { flow } = createRequire(import.meta.url)('rhea/lib/frames.js') as {
      flow(fields: Record<string, unknown>): unknown;
    };

    session.output(
      flow({
        next_incoming_id: 0,
        incoming_window: 100,
        next_outgoing_id: 0,
        outgoing_window: 100,
        handle: (receiver as unknown as { local: { handle: number } }).local.handle,
        delivery_count: 0,
        link_credit: 0,
        echo: true,
      }),
    );

    expect((await answered).receiver).toBe(receiver);
  });
});
