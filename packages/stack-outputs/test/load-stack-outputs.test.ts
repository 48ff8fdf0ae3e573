import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadStackOutputs, OutputsError, outputsFilePath, serializeOutputs, stackName } from '../src/index.js';

const secret = 'c2VjcmV0LWtleQ==';
const connection = `Endpoint=sb://bus.servicebus.windows.net/;SharedAccessKeyName=producer;SharedAccessKey=${secret}`;
const needs = ['queueName', 'queueSendConnectionString'] as const;

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stack-outputs-'));
  file = join(folder, 'outputs.json');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(content: unknown): void {
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

function messageOf(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    if (error instanceof OutputsError) return error.message;
    throw error;
  }
  throw new Error('expected an OutputsError');
}

const load = (env: Record<string, string> = {}) => loadStackOutputs({ environment: 'dev', needs, file, env });

describe('where values come from', () => {
  test('reads the file that cdktf deploy writes', () => {
    write({
      'messaging-dev': { queue_name: 'orders', queue_send_connection_string: connection, topic_name: 'events' },
    });
    expect(load()).toEqual({ queueName: 'orders', queueSendConnectionString: connection });
  });

  test('reads the form of terraform output -json', () => {
    write({
      queue_name: { sensitive: false, type: 'string', value: 'orders' },
      queue_send_connection_string: { sensitive: true, type: 'string', value: connection },
    });
    expect(load()).toEqual({ queueName: 'orders', queueSendConnectionString: connection });
  });

  test('reads back what serializeOutputs wrote', () => {
    write(serializeOutputs(stackName('dev'), { queueName: 'orders', queueSendConnectionString: connection }));
    expect(load()).toEqual({ queueName: 'orders', queueSendConnectionString: connection });
  });

  test('prefers the form of terraform over that of cdktf', () => {
    write({
      'messaging-dev': { queue_name: 'from-cdktf', queue_send_connection_string: connection },
      queue_name: { value: 'from-terraform' },
    });
    expect(load().queueName).toBe('from-terraform');
  });

  test('prefers variables over the file', () => {
    write({ 'messaging-dev': { queue_name: 'orders', queue_send_connection_string: connection } });
    expect(load({ AMS_QUEUE_NAME: 'other' }).queueName).toBe('other');
  });

  test('takes an empty variable as not set', () => {
    write({ 'messaging-dev': { queue_name: 'orders', queue_send_connection_string: connection } });
    expect(load({ AMS_QUEUE_NAME: '' }).queueName).toBe('orders');
  });

  test('needs no file when all values are in variables', () => {
    expect(load({ AMS_QUEUE_NAME: 'orders', AMS_QUEUE_SEND_CONNECTION_STRING: connection })).toEqual({
      queueName: 'orders',
      queueSendConnectionString: connection,
    });
  });

  test('takes the file that AMS_OUTPUTS_FILE names when none is given', () => {
    write({ 'messaging-dev': { queue_name: 'orders' } });
    expect(loadStackOutputs({ environment: 'dev', needs: ['queueName'], env: { AMS_OUTPUTS_FILE: file } })).toEqual({
      queueName: 'orders',
    });
  });

  test('finds the default file by walking up to nx.json', () => {
    const nested = join(folder, 'apps', 'producer');
    mkdirSync(nested, { recursive: true });
    writeFileSync(join(folder, 'nx.json'), '{}');
    expect(outputsFilePath('staging', nested)).toBe(join(folder, 'stacks', 'messaging', 'outputs.staging.json'));
  });
});

describe('access', () => {
  const access = ['queueSendConnectionString', 'topicSendConnectionString'] as const;
  const hostname = 'bus.servicebus.windows.net';
  const loadAccess = (environment: 'dev' | 'local', env: Record<string, string> = {}) =>
    loadStackOutputs({ environment, needs: ['queueName'], access, file, env });

  test('is by the connection strings that there are, and nothing else', () => {
    const outputs = { queue_name: 'orders', namespace_hostname: 'not a host name' };
    const keys = { queue_send_connection_string: connection, topic_send_connection_string: connection };
    write({ 'messaging-dev': { ...outputs, ...keys } });
    expect(loadAccess('dev')).toEqual({
      queueName: 'orders',
      queueSendConnectionString: connection,
      topicSendConnectionString: connection,
    });
  });

  test("is by the namespace's host name in place of those that are missing", () => {
    const keys = { queue_send_connection_string: connection, topic_send_connection_string: null };
    write({ 'messaging-dev': { queue_name: 'orders', namespace_hostname: hostname, ...keys } });
    expect(loadAccess('dev')).toEqual({
      queueName: 'orders',
      queueSendConnectionString: connection,
      namespaceHostname: hostname,
    });
  });

  test('needs no file where variables name the entities and the host', () => {
    expect(loadAccess('dev', { AMS_QUEUE_NAME: 'orders', AMS_NAMESPACE_HOSTNAME: hostname })).toEqual({
      queueName: 'orders',
      namespaceHostname: hostname,
    });
  });

  test('is refused with neither, naming both ways', () => {
    write({ 'messaging-dev': { queue_name: 'orders' } });
    const message = messageOf(() => loadAccess('dev'));
    expect(message).toContain('has neither queue_send_connection_string nor namespace_hostname');
    expect(message).toContain('AMS_QUEUE_SEND_CONNECTION_STRING');
    expect(message).toContain('AMS_NAMESPACE_HOSTNAME');
  });

  test('is refused with a connection string of the wrong shape, host name or not', () => {
    const keys = { queue_send_connection_string: 'sb://', topic_send_connection_string: connection };
    write({ 'messaging-dev': { queue_name: 'orders', namespace_hostname: hostname, ...keys } });
    expect(messageOf(() => loadAccess('dev'))).toContain('must be a connection string');
  });

  test('takes connection strings in the local environment, which has no identities', () => {
    write({ 'messaging-local': { queue_name: 'orders', namespace_hostname: 'localhost' } });
    const message = messageOf(() => loadAccess('local', { AMS_NAMESPACE_HOSTNAME: hostname }));
    expect(message).toContain('has no queue_send_connection_string');
    expect(message).toContain('npm run local');
    expect(message).not.toContain('AMS_NAMESPACE_HOSTNAME');
  });
});

describe('what is refused', () => {
  test('a missing file, with the command that writes it and the variables that replace it', () => {
    const message = messageOf(() => load({ AMS_QUEUE_NAME: 'orders' }));
    expect(message).toContain(file);
    expect(message).toContain('nx run messaging:deploy --configuration=dev');
    expect(message).toContain('AMS_QUEUE_SEND_CONNECTION_STRING');
    expect(message).not.toContain('AMS_QUEUE_NAME');
  });

  test('a missing file of the local environment, with the command that starts the local broker', () => {
    expect(messageOf(() => loadStackOutputs({ environment: 'local', needs, file, env: {} }))).toContain(
      'npm run local',
    );
  });

  test('a file of another environment, with the stacks it has', () => {
    write({ 'messaging-prod': { queue_name: 'orders' } });
    const message = messageOf(() => load());
    expect(message).toContain('messaging-dev');
    expect(message).toContain('messaging-prod');
  });

  test.each([
    ['an empty object', {}],
    ['a list', []],
    ['a stack that is text', { 'messaging-dev': 'orders' }],
  ])('%s', (_, content) => {
    write(content);
    expect(messageOf(() => load())).toContain(file);
  });

  test('malformed JSON, without showing what the file holds', () => {
    write(`{ "messaging-dev": { "queue_send_connection_string": "${connection}" `);
    const message = messageOf(() => load());
    expect(message).toContain(`${file} is not JSON`);
    expect(message).not.toContain(secret);
  });

  test('a sensitive value that cdktf left out, with the flag that includes it', () => {
    write({ 'messaging-dev': { queue_name: 'orders' } });
    const message = messageOf(() => load());
    expect(message).toContain('queue_send_connection_string');
    expect(message).toContain('--outputs-file-include-sensitive-outputs');
  });

  test('a name of the wrong shape, with its value', () => {
    write({ 'messaging-dev': { queue_name: 7, queue_send_connection_string: connection } });
    expect(messageOf(() => load())).toContain(`queue_name in ${file} must be text, but is 7`);
  });

  test('a connection string of the wrong shape, without its value', () => {
    write({ 'messaging-dev': { queue_name: 'orders', queue_send_connection_string: `Endpoint=sb://a;Key=${secret}` } });
    const message = messageOf(() => load());
    expect(message).toContain('must be a connection string');
    expect(message).not.toContain(secret);
  });

  test('a variable of the wrong shape, by the name of the variable', () => {
    expect(
      messageOf(() => load({ AMS_QUEUE_NAME: 'or ders', AMS_QUEUE_SEND_CONNECTION_STRING: connection })),
    ).toContain('AMS_QUEUE_NAME must be a name without spaces');
  });
});
