import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ServiceBusClient } from '@azure/service-bus';

import { program } from '../src/cli/program.js';
import { failAtOnce } from './helpers/local-namespace.js';
import { receiveOne } from './helpers/receiving.js';
import { temporaryDirectories } from './support/directory.js';

const directory = temporaryDirectories();

const aFile = (name: string, content: unknown): string => {
  const file = join(directory(), name);
  writeFileSync(file, JSON.stringify(content));
  return file;
};

/** A command that runs until it is stopped, and what it prints meanwhile. */
function run(...parameters: readonly string[]) {
  const printed: string[] = [];
  const reported: string[] = [];
  const { promise: stopping, resolve: stop } = promiseWithResolver();
  const { promise: running, resolve: reachedEnd } = promiseWithResolver();
  const ended = program({
    print: (line) => void printed.push(line),
    report: (line) => void reported.push(line),
    stopped: () => {
      reachedEnd();
      return stopping;
    },
  }).parseAsync(parameters, { from: 'user' });
  return { printed, reported, stop, ended, started: () => Promise.race([running, ended]) };
}

function promiseWithResolver(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

describe('serve', () => {
  it("runs a namespace from the emulator's configuration until it is stopped", async () => {
    const config = aFile('Config.json', {
      UserConfig: { Namespaces: [{ Name: 'sbemulatorns', Queues: [{ Name: 'orders' }], Topics: [] }] },
    });
    const { printed, started, stop, ended } = run('serve', '--config', config, '--port', '0');
    await started();
    const client = new ServiceBusClient(printed[1] ?? '', failAtOnce);
    await client.createSender('orders').sendMessages({ body: 'hello' });
    expect((await receiveOne(client.createReceiver('orders'))).body).toBe('hello');
    await client.close();
    stop();
    await ended;
    expect(printed[0]).toMatch(/^'sbemulatorns' \(1 queue, 0 topics\) listens on 127\.0\.0\.1:\d+\.$/);
  });

  it("takes the emulator's place for a client that has its connection string", async () => {
    const config = aFile('Config.json', {
      UserConfig: { Namespaces: [{ Name: 'sbemulatorns', Queues: [{ Name: 'orders' }], Topics: [] }] },
    });
    const { printed, started, stop, ended } = run(
      'serve',
      '--config',
      config,
      '--port',
      '0',
      '--root-key',
      'SAS_KEY_VALUE',
    );
    await started();
    const [endpoint] = /Endpoint=[^;]*/.exec(printed[1] ?? '') ?? [];
    const client = new ServiceBusClient(
      `${endpoint};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;`,
      failAtOnce,
    );
    await client.createSender('orders').sendMessages({ body: 'hello' });
    await client.close();
    stop();
    await ended;
  });

  it('prints the connection strings of the access rules of a stack', async () => {
    const { printed, started, stop, ended } = run('serve', '--stack', aFile('cdk.tf.json', stack), '--port', '0');
    await started();
    stop();
    await ended;
    expect(printed.slice(1)).toEqual([
      expect.stringContaining('SharedAccessKeyName=RootManageSharedAccessKey;'),
      expect.stringMatching(/SharedAccessKeyName=producer;.*;EntityPath=orders;/),
    ]);
  });

  it('listens on several ports, and says whom clients have to trust for TLS', async () => {
    const data = directory();
    const { printed, started, stop, ended } = run(
      'serve',
      ...['--stack', aFile('cdk.tf.json', stack), '--port', '0,0', '--data', data, '--tls-name', 'bus.example.com'],
    );
    await started();
    stop();
    await ended;
    expect(printed[0]).toMatch(/listens on 127\.0\.0\.1:\d+, 127\.0\.0\.1:\d+\.$/);
    expect(printed).toContain(`For TLS, clients trust ${join(data, 'certificates', 'ca.pem')}`);
  });

  it('says what it needs when it is given no namespace', async () => {
    await expect(run('serve').ended).rejects.toThrow(/Give --config .* or --stack/);
  });

  it('refuses a port that is given twice', async () => {
    const refused = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const exit = jest.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${code}`);
    });
    try {
      const { ended } = run('serve', '--stack', aFile('cdk.tf.json', stack), '--port', '5790,0,0,5790');
      await expect(ended).rejects.toThrow('exit 1');
      expect(refused.mock.calls.join('\n')).toContain('Port 5790 is given twice. Give each port once.');
    } finally {
      refused.mockRestore();
      exit.mockRestore();
    }
  });

  it.each([
    [['--smtp', 'localhost:1025'], "The option 'mail' is of the type object, but it must be"],
    [['--mail-from', 'me@example.com'], 'no server takes them. Give --smtp'],
  ])('refuses a mail server that is none: %p', async (options, problem) => {
    const { ended } = run('serve', '--stack', aFile('cdk.tf.json', stack), '--port', '0', ...options);
    await expect(ended).rejects.toThrow(problem);
  });

  it('takes no empty root key, as of a variable that is not set', async () => {
    const { ended } = run('serve', '--stack', aFile('cdk.tf.json', stack), '--port', '0', '--root-key', '');
    await expect(ended).rejects.toThrow("The root key is ''");
  });
});

describe('emulator-config', () => {
  it('writes the configuration and says what it cannot express', async () => {
    const out = join(directory(), 'emulator', 'Config.json');
    const { reported, ended } = run('emulator-config', '--stack', aFile('cdk.tf.json', stack), '--out', out);
    await ended;
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({
      UserConfig: { Namespaces: [{ Name: 'sbemulatorns', Queues: [{ Name: 'orders' }] }] },
    });
    expect(reported).toContainEqual(expect.stringMatching(/^- orders: partitioningEnabled is true/));
  });

  it('prints it when it is given no file', async () => {
    const { printed, ended } = run('emulator-config', '--stack', aFile('cdk.tf.json', stack));
    await ended;
    expect(JSON.parse(printed.join('\n'))).toHaveProperty('UserConfig');
  });
});

const stack = {
  resource: {
    azurerm_servicebus_namespace: { bus: { name: 'my-bus', sku: 'Standard' } },
    azurerm_servicebus_queue: {
      orders: {
        name: 'orders',
        namespace_id: '${azurerm_servicebus_namespace.bus.id}',
        partitioning_enabled: true,
      },
    },
    azurerm_servicebus_queue_authorization_rule: {
      producer: { name: 'producer', queue_id: '${azurerm_servicebus_queue.orders.id}', send: true },
    },
  },
};
