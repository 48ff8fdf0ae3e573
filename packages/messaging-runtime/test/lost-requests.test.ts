import Long from 'long';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(() => system.close());

test('a request whose connection breaks does not wait for an answer that cannot come, but is made again', async () => {
  const { broker, client } = system;
  await client.createSender('orders').sendMessages({ body: 1, messageId: 'a' });
  const receiver = client.createReceiver('orders');
  await receiver.peekMessages(1);
  broker.faults.add({ kind: 'drop-connection', on: 'manage', entity: 'orders' });
  await expect(receiver.peekMessages(1, { fromSequenceNumber: Long.ZERO })).resolves.toMatchObject([
    { messageId: 'a' },
  ]);
});
