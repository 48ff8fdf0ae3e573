module.exports = { preset: '../../jest.preset.cjs', displayName: 'local-broker' };
