module.exports = { preset: '../../jest.preset.cjs', displayName: 'queue-consumer' };
