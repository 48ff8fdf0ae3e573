import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { temporaryDirectories } from '../test/support/directory.js';
import { topologyFromFile, TopologyFileError } from './topology-file.js';

const directory = temporaryDirectories();

const aFile = (text: string): string => {
  const file = join(directory(), 'it.json');
  writeFileSync(file, text);
  return file;
};

const emulatorConfig = `{
  // as in the emulator's documentation
  "UserConfig": { "Namespaces": [{ "Name": "sbemulatorns", "Queues": [{ "Name": "orders" },], "Topics": [] }] }
}`;

const stack = JSON.stringify({
  resource: {
    azurerm_servicebus_namespace: { bus: { name: 'my-bus', sku: 'Standard' } },
    azurerm_servicebus_queue: {
      orders: { name: 'orders', namespace_id: '${azurerm_servicebus_namespace.bus.id}' },
    },
  },
});

describe('topologyFromFile', () => {
  it.each([
    ["the emulator's configuration, comments and all", emulatorConfig, 'sbemulatorns'],
    ['a synthesized stack', stack, 'my-bus'],
  ])('knows %s by what is in it', async (_, text, name) => {
    const topology = await topologyFromFile(aFile(text));
    expect(topology.namespace.name).toBe(name);
    expect(topology.queues.map((queue) => queue.name)).toEqual(['orders']);
  });

  it.each([
    ['{\n  "UserConfig": ', /line 2, column 17: a value is missing before the end of the file\. Make it valid JSON/],
    ['{}', /neither 'UserConfig'.*nor 'resource'/],
    ['{ "UserConfig": {} }', /UserConfig.Namespaces: it is missing/],
    ['{ "resource": {} }', /azurerm_servicebus_namespace: the stack has none/],
  ])('refuses %s, and names the file', async (text, message) => {
    const file = aFile(text);
    const read = topologyFromFile(file);
    await expect(read).rejects.toThrow(TopologyFileError);
    await expect(read).rejects.toThrow(message);
    await expect(read).rejects.toThrow(expect.objectContaining({ message: expect.stringContaining(file) }));
  });

  it('refuses a file of the other kind when it is told which one to expect', async () => {
    await expect(topologyFromFile(aFile(stack), 'emulator-config')).rejects.toThrow(/is a cdk.tf.json .*--stack/);
    await expect(topologyFromFile(aFile(emulatorConfig), 'synthesized-stack')).rejects.toThrow(/is a Config.json/);
    await expect(topologyFromFile(aFile('{}'), 'emulator-config')).rejects.toThrow(/UserConfig: it is missing/);
  });

  it('says when there is no such file', async () => {
    await expect(topologyFromFile(join(directory(), 'none.json'))).rejects.toThrow(/none\.json cannot be read/);
  });
});
