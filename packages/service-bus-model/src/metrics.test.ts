import { entityNameDimension, findMetric, metrics, type Metric } from './metrics.js';

const all: readonly (readonly [string, Metric])[] = Object.entries(metrics);
const namesOf = (wanted: (metric: Metric) => boolean) =>
  all.filter(([, metric]) => wanted(metric)).map(([name]) => name);

describe('findMetric', () => {
  it('knows that a backlog is a level, which has no total', () => {
    expect(findMetric('ActiveMessages')?.aggregations).toEqual(['Average', 'Minimum', 'Maximum']);
  });

  it('knows that traffic is a count, which has a total alone', () => {
    expect(findMetric('IncomingMessages')?.aggregations).toEqual(['Total']);
  });

  it.each(['NoSuchMetric', 'activemessages', 'toString', 'CPUXNS'])('does not know %s', (name) => {
    expect(findMetric(name)).toBeUndefined();
  });
});

describe('metrics', () => {
  it('are of the whole namespace where they have no entity', () => {
    expect(namesOf(({ dimensions }) => !dimensions.includes(entityNameDimension))).toEqual([
      'ActiveConnections',
      'NamespaceCpuUsage',
      'NamespaceMemoryUsage',
      'PendingCheckpointOperationCount',
    ]);
  });

  it('of machines and of replicas are Premium alone', () => {
    expect(namesOf(({ tiers }) => tiers !== undefined)).toEqual([
      'NamespaceCpuUsage',
      'NamespaceMemoryUsage',
      'ReplicationLagCount',
      'ReplicationLagDuration',
    ]);
  });

  it('that are levels have no usual course to be learnt', () => {
    expect(namesOf(({ learnable }) => !learnable)).toEqual([
      'ActiveMessages',
      'DeadletteredMessages',
      'Messages',
      'NamespaceCpuUsage',
      'NamespaceMemoryUsage',
      'ScheduledMessages',
      'Size',
    ]);
  });
});
