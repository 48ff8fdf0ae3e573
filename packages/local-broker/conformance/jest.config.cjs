const preset = require('../../../jest.preset.cjs');

/** Cases wait for locks and schedules in real time, so many of them run at once; a slow namespace still has its minute. */
module.exports = {
  ...preset,
  displayName: 'conformance',
  testMatch: ['<rootDir>/cases/**/*.test.ts'],
  maxWorkers: 2,
  maxConcurrency: 16,
  testTimeout: 90_000,
};
