import { createServer, type AddressInfo } from 'node:net';
import { ConsumerHealth } from '../src/cli/consumer/health.js';
import { startHealthServer, type HealthServer } from '../src/cli/consumer/health-server.js';

let server: HealthServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function serve(health = new ConsumerHealth(), port = 0): Promise<HealthServer> {
  server = await startHealthServer({
    host: '127.0.0.1',
    port,
    health,
    serveMetrics: (_request, response) => response.end('some_metric 1\n'),
  });
  return server;
}

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${server?.url}${path}`);
  return { status: response.status, body: await response.json() };
}

describe('a consumer answers over HTTP', () => {
  test('whether it is ready, with the reasons why not', async () => {
    const health = new ConsumerHealth();
    await serve(health);
    await expect(get('/health/ready')).resolves.toEqual({
      status: 503,
      body: { status: 'unavailable', reasons: ['the link to the broker is not open yet'] },
    });
    health.link({ kind: 'open' });
    await expect(get('/health/ready')).resolves.toEqual({ status: 200, body: { status: 'ok', reasons: [] } });
  });

  test('whether it is live', async () => {
    const health = new ConsumerHealth();
    await serve(health);
    await expect(get('/health/live')).resolves.toEqual({ status: 200, body: { status: 'ok', reasons: [] } });
    health.failed('the entity does not exist');
    await expect(get('/health/live')).resolves.toMatchObject({ status: 503 });
  });

  test('what it measures', async () => {
    const { url } = await serve();
    await expect(fetch(`${url}/metrics`).then((response) => response.text())).resolves.toBe('some_metric 1\n');
  });

  test('not found for anything else', async () => {
    await serve();
    await expect(get('/')).resolves.toMatchObject({ status: 404 });
  });

  test('and stops at once, though a connection is kept open', async () => {
    const { url, close } = await serve();
    await fetch(`${url}/health/live`, { headers: { connection: 'keep-alive' } });
    await close();
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  });
});

test('a port that is taken is told before anything begins', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await expect(serve(undefined, port)).rejects.toThrow(
    `Cannot answer probes on 127.0.0.1:${port}: the port is taken — choose another with --http`,
  );
  await new Promise((resolve) => other.close(resolve));
});

test('an interface that is not there is told', async () => {
  const serving = startHealthServer({ host: '192.0.2.1', port: 0, health: new ConsumerHealth() });
  await expect(serving).rejects.toThrow('correct --http-host');
});
