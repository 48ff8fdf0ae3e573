import { formatJson } from './exact-json.js';

describe('formatting JSON', () => {
  it.each([
    { a: 'x' },
    [1, -2.5e10, true, null, 'a,b:{c}["d"] \\ é'],
    { empty: {}, none: [], list: [[], [{}], { 'k "q"': [1, 2] }] },
    'text',
    7,
    [],
  ])('does as JSON.stringify does: %j', (value) => {
    expect(formatJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
  });

  it('keeps numbers that JavaScript cannot hold', () => {
    expect(formatJson('{"id":9007199254740993, "price": 1.10}')).toBe(
      '{\n  "id": 9007199254740993,\n  "price": 1.10\n}',
    );
  });
});
