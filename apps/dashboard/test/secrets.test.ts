import { readFileSync } from 'node:fs';

import { type Bench, startBench } from './support.js';

let bench: Bench;
let secrets: readonly string[];

beforeAll(async () => {
  bench = await startBench();
  const keys = [...readFileSync(bench.outputsFile, 'utf8').matchAll(/SharedAccessKey=([^;"]+)/g)];
  secrets = [...new Set(keys.map(([, key]) => key ?? ''))];
});

afterAll(() => bench.close());

const entity = encodeURIComponent('events/Subscriptions/billing');

describe('what leaves the dashboard', () => {
  it.each([
    '/api/about',
    '/api/entities',
    '/api/entity?entity=orders',
    '/api/entity?entity=events',
    `/api/entity?entity=${entity}`,
    '/api/entity?entity=nothing',
    '/api/messages?entity=orders',
    '/api/message?entity=orders&sequenceNumber=1',
    '/api/export?entity=orders',
    '/api/sessions?entity=customer-orders',
    '/api/topology',
    '/api/jobs',
    '/api/dead-letters',
    '/api/monitor/figures',
    '/api/monitor/connections',
    '/api/monitor/alerts',
    '/api/monitor/history',
    '/api/monitor/locks?entity=orders',
    '/api/monitor/routing?topic=events',
  ])('has no key in it: %s', async (url) => {
    const { text } = await bench.get(url);
    expect(text.length).toBeGreaterThan(url.startsWith('/api/export') ? -1 : 0);
    expect(secrets.length).toBeGreaterThan(5);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(text).not.toMatch(/SharedAccessKey=|SharedAccessSignature/);
  });

  it('has no key in it when the namespace refuses the one that it was given', async () => {
    const key = Buffer.alloc(32, 9).toString('base64');
    const connectionString = bench.broker.connectionString().replace(/SharedAccessKey=[^;]+/, `SharedAccessKey=${key}`);
    const refused = await startBench({ access: { connectionString } });
    try {
      for (const url of ['/api/entities', '/api/topology', '/api/messages?entity=orders']) {
        const { status, text } = await refused.get(url);
        expect(status).toBe(502);
        expect(text).not.toContain(key);
      }
    } finally {
      await refused.close();
    }
  });
});
