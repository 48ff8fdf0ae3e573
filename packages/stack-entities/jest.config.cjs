module.exports = { preset: '../../jest.preset.cjs', displayName: 'stack-entities' };
