const preset = require('../../../jest.preset.cjs');

/** Each file has a broker, a dashboard and a browser of its own: two of them are as much as two cores carry. */
module.exports = {
  ...preset,
  displayName: 'dashboard in a browser',
  testMatch: ['<rootDir>/**/*.test.ts'],
  maxWorkers: 2,
  testTimeout: 60_000,
};
