import { defineQueue, defineTopology } from '@ams/service-bus-model';

import { type BrokerOptions, InvalidTopologyError, startBroker } from './index.js';

const topology = defineTopology({ namespace: { name: 'local-bus' }, queues: [defineQueue({ name: 'orders' })] });

/** What a program in plain JavaScript, which no compiler checks, hears. */
const refusalOf = (options: unknown): Promise<unknown> =>
  startBroker(options as BrokerOptions).then(
    (broker) => broker.close(),
    (error: unknown) => error,
  );

describe('what is given as a topology and is none', () => {
  it.each([
    ['no options', undefined, "The option 'topology' is missing."],
    ['options without one', {}, "The option 'topology' is missing."],
    ['null', { topology: null }, 'The topology is null, which is none.'],
    ['the name of a file', { topology: 'Config.json' }, 'The topology is Config.json, which is none.'],
    [
      'the JSON of a Config.json',
      { topology: { UserConfig: { Namespaces: [] } } },
      'The topology is the JSON of a Config.json. Give readEmulatorConfig(json) instead.',
    ],
    [
      'the JSON of a cdk.tf.json',
      { topology: { resource: {} } },
      'The topology is the JSON of a cdk.tf.json. Give readSynthesizedStack(json) instead.',
    ],
    [
      'an empty object',
      { topology: {} },
      "The topology is none: its 'namespace' is missing, or not what a topology has there.",
    ],
    [
      'a queue without its defaults',
      { topology: { ...topology, queues: [{ name: 'orders' }] } },
      "The topology is none: its 'queues.0.authorizationRules' is missing, or not what a topology has there.",
    ],
    [
      'a tier that is not there',
      { topology: { ...topology, namespace: { ...topology.namespace, sku: 'standard' } } },
      "The topology is none: its 'namespace.sku' is missing, or not what a topology has there.",
    ],
  ])('is refused with what one is: %s', async (_, options, problem) => {
    const error = await refusalOf(options);
    expect(error).toBeInstanceOf(InvalidTopologyError);
    expect(String(error)).toContain(problem);
    expect(String(error)).toMatch(/defineTopology\(.*readSynthesizedStack\(json\).*readEmulatorConfig\(json\)/);
  });
});

describe('an option', () => {
  it.each([
    [{ prt: 5 }, /^'prt' is no option of startBroker\. Check its spelling.*'topology', .*'port'/],
    [{ clock: {} }, /^The option 'clock' is \{\}, but it must be a clock.*Give a new ManualClock\(\)/],
    [{ tokenClock: 5 }, /^The option 'tokenClock' is 5, but it must be a clock/],
    [{ port: '5672' }, /^The option 'port' is '5672', but it must be a whole number from 0 to 65535/],
    [{ port: 65_536 }, /^The option 'port' is 65536/],
    [{ port: [5790, 5790] }, /^The option 'port' is \[ 5790, 5790 \], but .* with each once/],
    [{ port: null }, /^The option 'port' is null/],
    [{ dataDirectory: '' }, /^The option 'dataDirectory' is ''.*Give a text/],
    [{ host: 5 }, /^The option 'host' is 5/],
    [{ tlsNames: 'bus.example.com' }, /^The option 'tlsNames' is 'bus\.example\.com', but it must be a list/],
    [{ entraId: true }, /^The option 'entraId' is true, but it must be an object/],
    [{ rootKey: 12345 }, /^The option 'rootKey' is of the type number, but it must be a text/],
    [{ throttling: 'false' }, /^The option 'throttling' is 'false', but it must be true or false/],
    [{ mail: 'smtp://user:secret@localhost' }, /^The option 'mail' is of the type string, but .*server: 'smtp:/],
    [{ mail: { server: 'localhost:1025' } }, /^The option 'mail' is of the type object/],
    [{ mail: { server: 'http://localhost' } }, /^The option 'mail' is/],
    [{ mail: { server: 'smtp://localhost', sender: 'me' } }, /^The option 'mail' is/],
    [{ webhooks: 'no' }, /^The option 'webhooks' is 'no', but it must be true or false/],
    [{ log: { info: () => undefined } }, /^The option 'log' is .*debug, info, warn and error/],
  ])('is refused by name: %p', async (option, message) => {
    const error = await refusalOf({ topology, ...option });
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).message).toMatch(message);
  });

  it('may be undefined, and a port of 0 repeated', async () => {
    expect(await refusalOf({ topology, host: undefined, clock: undefined, port: [0, 0] })).toBeUndefined();
  });

  it.each([
    [topology, /^'queues' is no option of startBroker\..* there are 'topology', /],
    ['Config.json', /^The options are 'Config\.json', .* Call startBroker\(\{ topology \}\)\. A topology says/],
    [[topology], /^The options are \[.*Call startBroker/],
  ])('is a member of the options, in whose place nothing else is taken', async (options, message) => {
    const error = await refusalOf(options);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).message).toMatch(message);
  });
});
