import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Bench, startBench } from './support.js';

let bench: Bench;
let page: string;

beforeAll(async () => {
  page = mkdtempSync(join(tmpdir(), 'dashboard-page-'));
  mkdirSync(join(page, 'assets'));
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Messages</title>');
  writeFileSync(join(page, 'assets', 'index-abc.js'), 'export {};');
  bench = await startBench({ page });
});

afterAll(async () => {
  await bench.close();
  rmSync(page, { recursive: true });
});

describe('the page', () => {
  it.each(['/', '/dead-letters/abc', '/entity/events%2FSubscriptions%2Fbilling/messages/12', '/entity/orders.v2'])(
    'is served at its address %s, and asked for anew each time',
    async (url) => {
      const { status, headers, text } = await bench.get(url);
      expect([status, headers['cache-control']]).toEqual([200, 'no-cache']);
      expect(text).toContain('<title>Messages</title>');
    },
  );

  it('has files that browsers keep, since their names change with them', async () => {
    const { headers } = await bench.get('/assets/index-abc.js');
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-type']).toContain('javascript');
  });

  it.each(['/api/nothing', '/assets/nothing.js', '/assets/..%2f..%2fpackage.json'])(
    'is not the answer to %s',
    async (url) => {
      const { text, status } = await bench.get(url);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(text).not.toContain('<title>');
    },
  );
});
