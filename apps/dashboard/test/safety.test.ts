import { AccessToken } from '../src/server/safety/access-token.js';
import { type Bench, ownHeaders, startBench } from './support.js';

describe('the safety of the dashboard', () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await startBench();
  });

  afterAll(() => bench.close());

  const purge = { kind: 'purge', entity: 'nothing', confirm: 'nothing' };

  it.each(['localhost:8090', '127.0.0.1:8090', '[::1]:8090', 'localhost', 'LOCALHOST:1'])(
    'answers as %s',
    async (host) => {
      expect((await bench.get('/api/jobs', { host })).status).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'evil.example:8090',
    'localhost.evil.example',
    '10.0.0.1:8090',
    '127.0.0.1.evil.example',
    '[::2]',
  ])('does not answer as %s, which somebody may have made point here', async (host) => {
    expect(await bench.get('/api/jobs', { host })).toMatchObject({
      status: 421,
      body: { title: 'The dashboard does not go by that name' },
    });
  });

  it('refuses a write from the page of another origin', async () => {
    expect(await bench.post('/api/jobs', purge, { origin: 'http://evil.example' })).toMatchObject({ status: 403 });
  });

  it('refuses a write from another port of the same machine', async () => {
    expect(await bench.post('/api/jobs', purge, { origin: 'http://localhost:3000' })).toMatchObject({ status: 403 });
  });

  it('refuses a write from a page without an origin of its own', async () => {
    expect(await bench.post('/api/jobs', purge, { origin: 'null' })).toMatchObject({ status: 403 });
  });

  it("refuses a write without the page's own header, as a form would send it", async () => {
    expect(await bench.post('/api/jobs', purge, { 'x-ams-dashboard': '' })).toMatchObject({ status: 403 });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'refuses a write of type "%s"',
    async (type) => {
      expect(await bench.post('/api/jobs', purge, { 'content-type': type })).toMatchObject({ status: 415 });
    },
  );

  it('refuses to be read by the script of another site', async () => {
    expect(await bench.get('/api/jobs', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' })).toMatchObject({
      status: 403,
    });
  });

  it('allows no other origin to read answers', async () => {
    const { headers } = await bench.get('/api/jobs', { origin: 'http://evil.example' });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it('has browsers run nothing but its own files, frame it nowhere, and guess no types', async () => {
    const { headers } = await bench.get('/api/jobs');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]),
    );
    expect(policy.join()).not.toContain('unsafe');
  });

  it('tells the same headers with refusals', async () => {
    const { headers } = await bench.get('/api/jobs', { host: 'evil.example' });
    expect(headers).toHaveProperty('content-security-policy');
  });
});

describe('a dashboard that only looks', () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await startBench({ readOnly: true });
  });

  afterAll(() => bench.close());

  it('answers what is asked', async () => {
    expect(await bench.get('/api/about')).toMatchObject({ status: 200, body: { readOnly: true } });
  });

  it.each(['/api/messages', '/api/jobs', '/api/jobs/0/stop', '/api/import', '/api/anything'])(
    'refuses to change something at %s',
    async (url) => {
      expect(await bench.post(url)).toMatchObject({ status: 403, body: { title: 'The dashboard only looks' } });
    },
  );

  it.each(['PUT', 'DELETE', 'PATCH'] as const)('refuses %s', async (method) => {
    const { statusCode } = await bench.dashboard.inject({
      method,
      url: '/api/jobs',
      headers: ownHeaders,
      payload: '{}',
    });
    expect(statusCode).toBe(403);
  });
});

describe('a dashboard with a token', () => {
  let bench: Bench;
  const token = 'correct horse battery staple';

  beforeAll(async () => {
    bench = await startBench({ token: new AccessToken(token), host: '0.0.0.0', allowedHosts: ['messages.example'] });
  });

  afterAll(() => bench.close());

  const cookieOf = async (): Promise<string> => {
    const { headers } = await bench.get(`/?token=${encodeURIComponent(token)}`);
    return String(headers['set-cookie']);
  };

  it('lets nobody in without it', async () => {
    expect(await bench.get('/api/jobs')).toMatchObject({ status: 401, body: { title: 'A token is needed' } });
    expect(await bench.get('/')).toMatchObject({ status: 401 });
  });

  it('lets nobody in with another', async () => {
    expect(await bench.get('/api/jobs', { authorization: 'Bearer wrong' })).toMatchObject({ status: 401 });
    expect(await bench.get('/?token=wrong')).toMatchObject({ status: 401 });
  });

  it('takes the printed address once, keeps a cookie and leads to the address without the token', async () => {
    const { status, headers } = await bench.get(`/entity/orders?token=${encodeURIComponent(token)}&tab=1`);
    expect(status).toBe(303);
    expect(headers['location']).toBe('/entity/orders?tab=1');
    expect(headers['set-cookie']).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(headers['set-cookie']).not.toContain('horse');
  });

  it('never leads away from itself', async () => {
    const { headers } = await bench.get(`//evil.example/?token=${encodeURIComponent(token)}`);
    expect(headers['location']).toBe('/');
  });

  it('lets in whoever has the cookie', async () => {
    const [cookie = ''] = (await cookieOf()).split(';');
    expect(await bench.get('/api/jobs', { cookie: `other=1; ${cookie}` })).toMatchObject({ status: 200 });
    expect(await bench.get('/api/jobs', { cookie: `${cookie}0` })).toMatchObject({ status: 401 });
  });

  it('lets in programs by the header', async () => {
    const { broker } = bench;
    expect(broker.port).toBeGreaterThan(0);
    const spaceless = await startBench({ token: new AccessToken('a-token-without-spaces') });
    try {
      const authorization = 'Bearer a-token-without-spaces';
      expect(await spaceless.get('/api/jobs', { authorization })).toMatchObject({ status: 200 });
    } finally {
      await spaceless.close();
    }
  });

  it('goes by the names that it was given', async () => {
    expect(await bench.get('/api/jobs', { host: 'messages.example' })).toMatchObject({ status: 401 });
    expect(await bench.get('/api/jobs', { host: 'evil.example' })).toMatchObject({ status: 421 });
  });
});
