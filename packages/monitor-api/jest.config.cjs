module.exports = { preset: '../../jest.preset.cjs', displayName: 'monitor-api' };
