module.exports = { preset: '../../jest.preset.cjs', displayName: 'service-bus-model' };
