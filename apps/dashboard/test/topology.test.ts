import type { TopologyView } from '../src/api/index.js';
import { type Bench, startBench } from './support.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});

afterAll(() => bench.close());

describe('the drawing of the namespace', () => {
  it('has its entities and programs, each in its place, and leads to their pages', async () => {
    const { title, nodes, edges, width, height } = (await bench.get('/api/topology')).body as TopologyView;
    expect(title).toBe('messaging-test (Standard)');
    expect(
      nodes
        .filter(({ entity }) => entity !== null)
        .map(({ entity }) => entity)
        .sort(),
    ).toEqual([
      'customer-orders',
      'events',
      'events/Subscriptions/analytics',
      'events/Subscriptions/billing',
      'insights',
      'insights/Subscriptions/reports',
      'orders',
      'parked',
    ]);
    expect(nodes.filter(({ kind }) => kind === 'sender').map(({ name }) => name)).toEqual(['producer']);
    expect(edges).toContainEqual(
      expect.objectContaining({ from: 'topic:events', to: 'subscription:events/billing', kind: 'copy' }),
    );
    for (const node of nodes) {
      expect(node.x + node.width).toBeLessThanOrEqual(width);
      expect(node.y + node.height).toBeLessThanOrEqual(height);
    }
  });

  it('says what the rules of subscriptions take', async () => {
    const { nodes } = (await bench.get('/api/topology')).body as TopologyView;
    const billing = nodes.find(({ entity }) => entity === 'events/Subscriptions/billing');
    expect(billing?.details.join()).toContain('addressed: resubmit_to IS NULL');
  });
});
