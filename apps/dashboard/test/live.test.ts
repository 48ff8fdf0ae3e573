import type { AddressInfo } from 'node:net';

import type { EntitySummary, LiveEvents } from '../src/api/index.js';
import { type Bench, startBench } from './support.js';

let bench: Bench;

beforeEach(async () => {
  bench = await startBench({ intervals: { entities: 50, figures: 50, alerts: 50 } });
  await bench.dashboard.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(() => bench.close());

/** Reads the stream of events as a browser does. */
async function* events(): AsyncGenerator<{ readonly name: string; readonly data: unknown }> {
  const { port } = bench.dashboard.server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/api/events`);
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString();
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const [, name, data] = /^event: (.+)\ndata: (.+)$/.exec(part) ?? [];
      if (name !== undefined && data !== undefined) yield { name, data: JSON.parse(data) as unknown };
    }
  }
}

/** The first event of a name that is as it is wanted. */
async function event<Name extends keyof LiveEvents>(
  name: Name,
  isWanted: (data: LiveEvents[Name]) => boolean = () => true,
): Promise<LiveEvents[Name]> {
  for await (const each of events()) {
    if (each.name === name && isWanted(each.data as LiveEvents[Name])) return each.data as LiveEvents[Name];
  }
  throw new Error(`no event ${name} came`);
}

const active = (entities: readonly EntitySummary[], path: string) =>
  entities.find((each) => each.path === path)?.counts.active;

describe('the events of the dashboard', () => {
  it('tell the entities and jobs that there are, to each who begins to listen', async () => {
    const [entities, jobs] = await Promise.all([event('entities'), event('jobs')]);
    expect(entities).toHaveLength(8);
    expect(jobs).toEqual([]);
    expect(await event('entities')).toHaveLength(8);
  });

  it('tell of a message soon after it came', async () => {
    const seen = event('entities', (entities) => active(entities, 'orders') === 1);
    const sender = bench.client.createSender('orders');
    await sender.sendMessages({ body: 1 });
    await sender.close();
    expect(active(await seen, 'orders')).toBe(1);
  });

  it('tell that the namespace is away, and why', async () => {
    const away = event('connection', ({ connected }) => !connected);
    await bench.broker.close();
    expect(await away).toMatchObject({ connected: false, problem: expect.stringMatching(/is the broker running\?/i) });
  });

  it('end when the dashboard does', async () => {
    const read = async () => {
      for await (const { name } of events()) if (name === 'entities') void bench.dashboard.close();
    };
    // A stream that is cut and one that ends are the same to a browser.
    expect(await read().catch(() => undefined)).toBeUndefined();
  });
});
