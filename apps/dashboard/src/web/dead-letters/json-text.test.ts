import { compactJson, formatJson, jsonProblem } from './json-text.js';

const id = '12345678901234567890';

test('JSON is put on lines of its own, with its numbers and texts as they were written', () => {
  expect(formatJson(`{"id":${id},"note":"a, {b}: \\"c\\"","lines":[1.0,[]],"none":{}}`)).toBe(
    [
      '{',
      `  "id": ${id},`,
      '  "note": "a, {b}: \\"c\\"",',
      '  "lines": [',
      '    1.0,',
      '    []',
      '  ],',
      '  "none": {}',
      '}',
    ].join('\n'),
  );
});

test('what was put on lines comes back as it was', () => {
  const text = `{"id":${id},"lines":[{"a":null},true,"x y"]}`;
  expect(compactJson(formatJson(text) ?? '')).toBe(text);
});

test.each(['1.50', '"text"', '[]', '{}'])('%s alone stays as it is', (text) => {
  expect(formatJson(text)).toBe(text);
});

test('what is no JSON is not formatted, and nothing of it is taken away', () => {
  expect(formatJson('{"a": ')).toBeUndefined();
  expect(compactJson('not  JSON')).toBe('not  JSON');
  expect(jsonProblem('{"a": ')).toBeDefined();
  expect(jsonProblem('{"a": 1}')).toBeUndefined();
});
