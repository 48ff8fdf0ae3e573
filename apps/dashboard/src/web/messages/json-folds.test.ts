import { jsonFolds, valueKind, type JsonFold } from './json-folds.js';

function written(folds: readonly JsonFold[]): string {
  return folds
    .map((fold) => {
      const key = fold.key === '' ? '' : `${fold.key}: `;
      return fold.kind === 'line' ? `${key}${fold.rest}` : `${key}${fold.opens}${written(fold.inside)}${fold.closes}`;
    })
    .join('');
}

describe('folds of JSON', () => {
  const value = { 'a "b": {': [1, { c: [] }, '}', {}], d: null };

  it('say the same as the text', () => {
    expect(JSON.parse(written(jsonFolds(JSON.stringify(value, null, 2))))).toEqual(value);
  });

  it('fold where a bracket stands open at the end of a line', () => {
    expect(jsonFolds(JSON.stringify({ list: [1], none: [] }, null, 2))).toEqual([
      {
        kind: 'fold',
        key: '',
        opens: '{',
        closes: '}',
        inside: [
          { kind: 'fold', key: '"list"', opens: '[', closes: '],', inside: [{ kind: 'line', key: '', rest: '1' }] },
          { kind: 'line', key: '"none"', rest: '[]' },
        ],
      },
    ]);
  });

  it('keep numbers that JavaScript cannot hold', () => {
    expect(jsonFolds('{\n  "id": 9007199254740993\n}')).toMatchObject([{ inside: [{ rest: '9007199254740993' }] }]);
  });

  it('show text that was cut off as far as it goes', () => {
    expect(written(jsonFolds('{\n  "a": [\n    1'))).toBe('{"a": [1……');
  });

  it('tell texts, numbers and words apart', () => {
    expect(['"1",', '-1.5', 'true,', 'null'].map(valueKind)).toEqual(['string', 'number', 'word', 'word']);
  });
});
