module.exports = { preset: '../../jest.preset.cjs', displayName: 'messaging' };
