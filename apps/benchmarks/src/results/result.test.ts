import { type Result, resultSchema } from './result.js';

const result: Result = {
  benchmark: 'start',
  measuredAt: '2026-01-02T03:04:05.678Z',
  parameters: { rounds: 1 },
  machine: { cpuModel: 'a processor', cores: 2, memoryMebibytes: 4096, fileSystem: 'ext4', system: 'linux 6.1' },
  versions: { node: '20.19.0', commit: 'abc', modified: false, serviceBusClient: '7.9.5' },
  median: { firstMessage: 500, processes: { broker: { cpuSeconds: 1 } } },
  rounds: [{ firstMessage: 500, processes: { broker: { cpuSeconds: 1 } } }],
};

describe('the schema of results', () => {
  it('takes a result with figures in groups', () => {
    expect(resultSchema.parse(result)).toEqual(result);
  });

  it.each([
    ['a figure that is no number', { median: { firstMessage: Number.NaN } }],
    ['no rounds', { rounds: [] }],
    ['an unknown benchmark', { benchmark: 'other' }],
    ['a time that is none', { measuredAt: 'yesterday' }],
    ['no machine', { machine: undefined }],
  ])('refuses %s', (_, difference) => {
    expect(resultSchema.safeParse({ ...result, ...difference }).success).toBe(false);
  });
});
