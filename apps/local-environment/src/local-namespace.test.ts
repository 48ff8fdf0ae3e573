import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadStackOutputs, outputKeys } from '@ams/stack-outputs';
import { ServiceBusClient } from '@azure/service-bus';

import { type LocalNamespace, startLocalNamespace } from './local-namespace.js';
import { workspaceRoot } from './workspace.js';

describe('the local namespace', () => {
  let folder: string;
  let outputsFile: string;
  let running: LocalNamespace;

  const start = (): Promise<LocalNamespace> =>
    startLocalNamespace({ root: workspaceRoot(), port: 0, dataDirectory: join(folder, 'data'), outputsFile });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'local-namespace-'));
    outputsFile = join(folder, 'outputs.local.json');
    running = await start();
  });

  const restart = async (): Promise<void> => {
    await running.broker.close();
    running = await start();
  };

  afterAll(async () => {
    await running.broker.close();
    await rm(folder, { recursive: true });
  });

  const outputs = () => loadStackOutputs({ environment: 'local', file: outputsFile, needs: outputKeys, env: {} });

  it('is the synthesized stack: queue, topic and subscriptions', () => {
    expect(running.topology.queues.map(({ name }) => name).sort()).toEqual(['customer-orders', 'orders', 'parked']);
    expect(
      Object.fromEntries(
        running.topology.topics.map(({ name, subscriptions }) => [name, subscriptions.map((s) => s.name).sort()]),
      ),
    ).toEqual({ events: ['analytics', 'billing'], insights: ['reports'] });
  });

  it('writes every output of the contract, as a deployment does', async () => {
    expect(outputs()).toMatchObject({ queueName: 'orders', namespaceHostname: `localhost:${running.broker.port}` });
    expect(JSON.parse(await readFile(outputsFile, 'utf8'))).toHaveProperty(['messaging-local', 'queue_name'], 'orders');
  });

  it('lets nobody else read the keys, not even in a file that others could read before', async () => {
    await chmod(outputsFile, 0o644);
    await restart();
    const { mode } = await stat(outputsFile);
    // Windows keeps no permission bits; the folder of the user protects the file there.
    if (process.platform !== 'win32') expect(mode & 0o077).toBe(0);
    else expect(mode).toBeGreaterThan(0);
  });

  it('lets a client in with the connection strings of the outputs, each with its own rights', async () => {
    const { queueSendConnectionString, queueListenConnectionString } = outputs();
    const once = { retryOptions: { maxRetries: 0 } };
    const producer = new ServiceBusClient(queueSendConnectionString, once);
    const consumer = new ServiceBusClient(queueListenConnectionString, once);
    try {
      await producer.createSender('orders').sendMessages({ body: { order_id: '1' } });
      const [received] = await consumer.createReceiver('orders').receiveMessages(1);
      expect(received?.body).toEqual({ order_id: '1' });
      await expect(producer.createReceiver('orders').receiveMessages(1)).rejects.toThrow(
        "'Listen' claim(s) are required",
      );
    } finally {
      await producer.close();
      await consumer.close();
    }
  });

  it('keeps its keys from one start to the next, so that outputs stay valid', async () => {
    const before = outputs().queueSendConnectionString;
    await restart();
    const keyOf = (connectionString: string): string | undefined =>
      /SharedAccessKey=([^;]+)/.exec(connectionString)?.[1];
    expect(keyOf(outputs().queueSendConnectionString)).toBe(keyOf(before));
  });
});
