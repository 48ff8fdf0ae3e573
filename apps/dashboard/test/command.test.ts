import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { startTestSystem, type TestSystem } from '@ams/messaging-runtime/testing';

import { runCommand, type Started, startCommand } from './command-support.js';
import { ownHeaders } from './support.js';

let system: TestSystem;
const started: Started[] = [];

beforeAll(async () => {
  system = await startTestSystem();
});

afterEach(async () => {
  delete process.env['AMS_DASHBOARD_TOKEN'];
  await Promise.all(started.splice(0).map(({ stop }) => stop()));
});

afterAll(() => system.close());

async function start(...args: readonly string[]): Promise<Started> {
  const dashboard = await startCommand(system, args);
  started.push(dashboard);
  return dashboard;
}

const run = (...args: readonly string[]) => runCommand(system, args);

const given = 'correct-horse-battery';

const tokenOf = ({ address }: Started): string | null => address.searchParams.get('token');

const statusWith = async (dashboard: Started, token: string): Promise<number> =>
  (await dashboard.ask('/api/jobs', { headers: { authorization: `Bearer ${token}` } })).status;

describe('the dashboard that its command line starts', () => {
  it('prints the address of its page, and serves it there', async () => {
    const { line, address, ask } = await start();
    expect(line).toBe(`The dashboard of local is at http://127.0.0.1:${address.port}/`);
    expect(await (await ask('/')).text()).toContain('<title>Messages</title>');
  });

  it('shows the namespace whose outputs it was given', async () => {
    const { ask } = await start();
    expect(await (await ask('/api/about')).json()).toMatchObject({
      environment: 'local',
      readOnly: false,
      monitored: true,
      parkingQueue: 'parked',
    });
  });

  it('stops when it is told to, as having done what it should', async () => {
    const { ask, stop } = await start();
    expect(await stop()).toMatchObject({ exitCode: 0, stderr: '' });
    await expect(ask('/')).rejects.toThrow();
  });

  it('stops while somebody watches it', async () => {
    const { ask, stop } = await start();
    const watching = await ask('/api/events');
    expect(watching.status).toBe(200);
    expect(await stop()).toMatchObject({ exitCode: 0 });
    await watching.body?.cancel().catch(() => undefined);
  });

  it('changes nothing with --read-only, and says so', async () => {
    const { line, ask, address } = await start('--read-only');
    expect(line).toContain('The dashboard of local, which only looks, is at http://');
    const headers = { ...ownHeaders, origin: address.origin };
    const body = JSON.stringify({ entity: 'orders', message: { body: { kind: 'text', value: 'x' } } });
    expect((await ask('/api/messages', { method: 'POST', headers, body })).status).toBe(403);
    expect(system.broker.counts('orders').active).toBe(0);
  });
});

describe('the token of the dashboard', () => {
  it('is not needed on loopback', async () => {
    const dashboard = await start();
    expect(tokenOf(dashboard)).toBeNull();
    expect((await dashboard.ask('/api/jobs')).status).toBe(200);
  });

  it('is made up for an address that others reach, and printed once, in the address', async () => {
    const dashboard = await start('--host', '0.0.0.0');
    const token = tokenOf(dashboard) ?? '';
    expect(token.length).toBeGreaterThanOrEqual(32);
    expect(dashboard.address.hostname).toBe('localhost');
    expect((await dashboard.ask('/api/jobs')).status).toBe(401);
    expect(await statusWith(dashboard, token)).toBe(200);
    const { stdout, stderr } = await dashboard.stop();
    expect(`${stdout}${stderr}`.split(token)).toHaveLength(2);
  });

  it('is another one each time that it is made up', async () => {
    const [one, other] = [await start('--host', '0.0.0.0'), await start('--host', '0.0.0.0')];
    expect(tokenOf(one)).not.toBe(tokenOf(other));
  });

  it('is the one that was given', async () => {
    const dashboard = await start('--token', given);
    expect(tokenOf(dashboard)).toBe(given);
    expect((await dashboard.ask('/')).status).toBe(401);
    expect(await statusWith(dashboard, given)).toBe(200);
  });

  it('is the one of AMS_DASHBOARD_TOKEN, unless another one was given', async () => {
    process.env['AMS_DASHBOARD_TOKEN'] = 'token-of-the-environment';
    expect(tokenOf(await start('--host', '0.0.0.0'))).toBe('token-of-the-environment');
    expect(tokenOf(await start('--token', given))).toBe(given);
  });

  it('is made up where AMS_DASHBOARD_TOKEN is empty', async () => {
    process.env['AMS_DASHBOARD_TOKEN'] = '';
    expect(tokenOf(await start('--host', '0.0.0.0'))?.length).toBeGreaterThanOrEqual(32);
  });

  it('gives a cookie for the printed address, and the cookie lets in', async () => {
    const { address, ask } = await start('--token', given);
    const answer = await ask(address.href);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
    const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
    expect(cookie).not.toContain(given);
    expect((await ask('/api/jobs', { headers: { cookie } })).status).toBe(200);
    expect(await (await ask('/', { headers: { cookie } })).text()).toContain('<title>Messages</title>');
  });

  it('must not be short, and is not repeated where it is', async () => {
    const { exitCode, stdout, stderr } = await run('--token', 'hunter2');
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      'dashboard: --token has 7 characters and must have at least 16: leave it out, and one is made up',
    );
    expect(stdout).toBe('');
  });
});

describe('a dashboard that cannot be started', () => {
  it('names the port that another program has, with the cure', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { readonly port: number };
    const { exitCode, stderr } = await run('--port', String(port));
    other.close();
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: `dashboard: Cannot listen on 127.0.0.1:${port}: another program has the port. Choose others with --host and --port.`,
    });
  });

  it('names the address that this machine does not have', async () => {
    const { exitCode, stderr } = await run('--port', '0', '--host', '192.0.2.1');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Cannot listen on 192.0.2.1:0: this machine has no such address.');
  });

  it('names the file of outputs that is missing, and what writes one', async () => {
    const missing = join(system.folder, 'missing.json');
    const { exitCode, stderr } = await run('--outputs', missing);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`No outputs of environment local: ${missing} does not exist.`);
    expect(stderr).toMatch(/run \S+.* first, or set AMS_MANAGE_CONNECTION_STRING/);
  });

  it.each([
    [['--port', '70000'], /whole number from 0 to 65,?535/],
    [['--environment', 'moon'], /Allowed choices are dev, staging, prod, local/],
    [['--no-such-option'], /unknown option/],
    [['orders'], /Leave out: orders/],
  ])('says what is wrong with %j', async (args, message) => {
    const { exitCode, stderr } = await run(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});
