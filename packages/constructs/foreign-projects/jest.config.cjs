const preset = require('../../../jest.preset.cjs');

/** Projects are installed, compiled and synthesized: one at a time, and none in a hurry. */
module.exports = {
  ...preset,
  displayName: 'foreign projects',
  testMatch: ['<rootDir>/*.test.ts'],
  maxWorkers: 1,
  testTimeout: 300_000,
};
