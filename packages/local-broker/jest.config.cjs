const preset = require('../../jest.preset.cjs');

/** The chaos suite's checker is tested like any other code; the suite itself is a program. */
module.exports = {
  ...preset,
  displayName: 'local-broker',
  testMatch: [...preset.testMatch, '<rootDir>/chaos/**/*.test.ts'],
};
