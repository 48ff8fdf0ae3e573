import { findMetric } from './metrics.js';

describe('findMetric', () => {
  it('knows that a backlog is a level, which has no total', () => {
    expect(findMetric('ActiveMessages')?.aggregations).toEqual(['Average', 'Minimum', 'Maximum']);
  });

  it('knows that traffic is a count, which has a total alone', () => {
    expect(findMetric('IncomingMessages')?.aggregations).toEqual(['Total']);
  });

  it.each(['NoSuchMetric', 'activemessages', 'toString'])('does not know %s', (name) => {
    expect(findMetric(name)).toBeUndefined();
  });
});
