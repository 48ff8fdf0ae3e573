module.exports = { preset: '../../jest.preset.cjs', displayName: 'dlq-reprocessor' };
