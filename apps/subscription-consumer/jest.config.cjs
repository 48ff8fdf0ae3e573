module.exports = { preset: '../../jest.preset.cjs', displayName: 'subscription-consumer' };
