import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Page } from 'playwright-core';

import { eventually } from './harness/eventually.js';
import { messageIds, order, send } from './harness/messages.js';
import { rawRequest } from './harness/raw-request.js';
import { settled } from './harness/settled.js';
import { useStage } from './harness/stage.js';

/** A request of the page itself that sends a message. */
const sending = {
  method: 'POST',
  body: JSON.stringify({ entity: 'parked', message: { body: { kind: 'text', value: 'forged' } } }),
} as const;

const headersOfPage = { 'content-type': 'application/json', 'x-ams-dashboard': '1' } as const;

describe('the safety of the dashboard', () => {
  const stage = useStage();

  const api = (path: string): string => new URL(path, stage.dashboard.address).href;
  const parked = () => messageIds(stage.namespace.client, 'parked');

  it('answers nobody who calls it by a foreign name, as a rebound DNS name would', async () => {
    const { status, body } = await rawRequest(api('/api/entities'), { headers: { host: 'evil.example' } });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).not.toContain('orders');
  });

  it('takes no write from a page of somebody else', async () => {
    const { status } = await rawRequest(api('/api/messages'), {
      ...sending,
      headers: { ...headersOfPage, origin: 'http://evil.example' },
    });
    expect(status).toBe(403);
    expect(await parked()).toEqual([]);
  });

  it('takes no write that a foreign page sends by a form or a simple request', async () => {
    const foreign = await foreignSite();
    const { page, allow } = await stage.visit(foreign.address);
    allow(/./);
    await page.evaluate(
      async ([url, body]) => {
        await fetch(url, { method: 'POST', mode: 'no-cors', body, headers: { 'content-type': 'text/plain' } }).catch(
          () => undefined,
        );
      },
      [api('/api/messages'), sending.body] as const,
    );
    await foreign.close();
    expect(await parked()).toEqual([]);
  });

  it('gives nothing to the scripts of a foreign page', async () => {
    const foreign = await foreignSite();
    const { page, allow } = await stage.visit(foreign.address);
    allow(/./);
    const got = await page.evaluate(
      (url) =>
        fetch(url).then(
          (answer) => answer.text(),
          () => 'refused',
        ),
      api('/api/entities'),
    );
    await foreign.close();
    expect(got).toBe('refused');
  });

  it('may not be framed by anybody', async () => {
    const answer = await fetch(stage.dashboard.address);
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  it('shows a body of HTML as text and runs nothing of it', async () => {
    const hostile = `<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>`;
    await send(stage.namespace.client, 'orders', 1, () => ({
      ...order(hostile),
      subject: hostile,
      body: hostile,
      contentType: 'text/html',
      applicationProperties: { [hostile]: hostile },
    }));
    const { page } = await stage.visit('/entity/orders/messages');
    await page.getByText('onerror').first().waitFor();
    await page.goto(api('/entity/orders/messages/1'));
    await page.getByRole('region', { name: 'Message 1' }).getByText('onerror').first().waitFor();
    expect(await page.evaluate('window.pwned')).toBeUndefined();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
  });

  it('tells no key to the page, in none of its views', async () => {
    const keys = Object.values(stage.namespace.broker.sharedAccessKeys());
    const { page } = await stage.visit('/');
    const bodies = collectBodies(page);
    for (const path of [
      '/',
      '/topology',
      '/connections',
      '/alerts',
      '/jobs',
      '/dead-letters',
      '/entity/orders',
      '/entity/orders/messages',
      '/entity/orders/settings',
      '/entity/orders/locks',
      '/entity/events/routing',
    ]) {
      await page.goto(api(path));
      await settled(page);
      // A body is gone once its page is left.
      await bodies();
    }
    const events = await firstEvents(api('/api/events'));
    expect(events).toContain('event:');
    const got = await bodies();
    expect(got.some((body) => body.includes('orders'))).toBe(true);
    for (const body of [...got, events]) {
      expect(body).not.toContain('SharedAccessKey=');
      for (const key of keys) expect(body).not.toContain(key);
    }
  });
});

describe('a dashboard that only looks', () => {
  const stage = useStage({ args: ['--read-only'] });

  it('says so, and offers nothing that would change a message', async () => {
    await send(stage.namespace.client, 'orders', 2);
    const { page } = await stage.visit('/entity/orders/messages');
    await page
      .getByText(/read-only/i)
      .first()
      .waitFor();
    await page.getByText('order-1', { exact: true }).first().waitFor();
    const purge = page.getByRole('button', { name: /purge/i });
    expect((await purge.count()) === 0 || (await purge.first().isDisabled())).toBe(true);
  });

  it('refuses a write, whoever asks', async () => {
    const answer = await rawRequest(new URL('/api/messages', stage.dashboard.address).href, {
      ...sending,
      headers: headersOfPage,
    });
    expect(answer.status).toBe(403);
    expect(answer.body).toMatch(/read-only/);
    expect(await messageIds(stage.namespace.client, 'parked')).toEqual([]);
  });
});

describe('a dashboard that others can reach', () => {
  const stage = useStage({ args: ['--host', '0.0.0.0'] });

  it('shows nothing without its token', async () => {
    const address = new URL('/', stage.dashboard.address);
    for (const path of ['/', '/api/entities', '/entity/orders']) {
      const answer = await fetch(new URL(path, address));
      expect([path, answer.status]).toEqual([path, 401]);
    }
  });

  it('lets in whoever opens the address that it printed, and keeps the token out of the address bar', async () => {
    const { page } = await stage.visit(stage.dashboard.address);
    await page.locator('a[href="/entity/orders"]').first().waitFor();
    expect(page.url()).not.toContain('token');
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.reload();
    await page.locator('a[href="/entity/orders"]').first().waitFor();
  });

  it('does not let in who shows another token', async () => {
    const token = new URL(stage.dashboard.address).searchParams.get('token') ?? '';
    const wrong = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    const ask = (bearer: string) =>
      fetch(new URL('/api/about', stage.dashboard.address), { headers: { authorization: `Bearer ${bearer}` } });
    expect((await ask(wrong)).status).toBe(401);
    expect((await ask(token)).status).toBe(200);
  });
});

/** A site of somebody else, on this machine as well. */
async function foreignSite(): Promise<{ readonly address: string; readonly close: () => Promise<void> }> {
  const server = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<title>evil</title>'),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Keeps what a page gets, but for what never ends. */
function collectBodies(page: Page): () => Promise<readonly string[]> {
  const bodies: Promise<string>[] = [];
  page.on('requestfinished', (request) => {
    bodies.push(
      request
        .response()
        .then((response) => response?.text() ?? '')
        // What came as the page was being left cannot be read; the next view asks for the like.
        .catch(() => ''),
    );
  });
  return async () => {
    return (await Promise.all(bodies)).filter((body) => body !== '');
  };
}

/** What the stream of live updates tells within its first moments. */
async function firstEvents(url: string): Promise<string> {
  const end = new AbortController();
  const answer = await fetch(url, { signal: end.signal });
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  let events = '';
  await eventually(async () => {
    const { value } = await reader.read();
    events += Buffer.from(value ?? []).toString();
    for (const name of ['entities', 'figures', 'alerts', 'jobs', 'connection'])
      expect(events).toContain(`event: ${name}`);
  });
  end.abort();
  return events;
}
