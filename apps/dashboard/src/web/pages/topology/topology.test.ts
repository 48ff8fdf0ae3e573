import type { EntitySummary, TopologyView } from '../../../api/index.js';
import { nodeState } from './node-state.js';
import { topologyLines } from './topology-lines.js';

const queue: EntitySummary = {
  path: 'orders',
  kind: 'queue',
  name: 'orders',
  topic: null,
  status: 'Active',
  counts: { active: 1_204, scheduled: 0, deadLetters: 0, transfers: 0, transferDeadLetters: 0, deferred: null },
  sizeInBytes: 0,
  maxSizeInMegabytes: 1_024,
  requiresSession: false,
  forwardTo: null,
  forwardDeadLetteredMessagesTo: null,
};

test('an entity that is well says what waits in it', () => {
  expect(nodeState(queue, false)).toEqual({ condition: 'well', counts: '1,204 active', notes: [] });
});

test('dead letters of both kinds are seen', () => {
  const counts = { ...queue.counts, deadLetters: 3, transferDeadLetters: 2 };
  expect(nodeState({ ...queue, counts }, false)).toMatchObject({
    condition: 'dead-letters',
    counts: '1,204 active · 5 dead letters',
  });
});

test('an entity that lets nothing through is blocked, whatever else is wrong', () => {
  expect(nodeState({ ...queue, status: 'SendDisabled' }, true)).toMatchObject({
    condition: 'blocked',
    notes: ['SendDisabled', 'alert fires'],
  });
});

test('the drawing in words names where each box leads', () => {
  const box = { details: [], x: 0, y: 0, width: 1, height: 1 };
  const topology: TopologyView = {
    title: 'local',
    width: 1,
    height: 1,
    namespace: { x: 0, y: 0, width: 1, height: 1 },
    nodes: [
      { ...box, id: 'sender:producer', kind: 'sender', name: 'producer', entity: null },
      { ...box, id: 'queue:orders', kind: 'queue', name: 'orders', entity: 'orders' },
    ],
    edges: [{ from: 'sender:producer', to: 'queue:orders', kind: 'send', path: '' }],
  };
  expect(topologyLines(topology).map(({ name, targets }) => [name, targets])).toEqual([
    ['producer', ['send: orders']],
    ['orders', []],
  ]);
});
