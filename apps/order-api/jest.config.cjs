module.exports = { preset: '../../jest.preset.cjs', displayName: 'order-api' };
