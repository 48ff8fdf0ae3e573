import { parseJsonText } from './json-text.js';

describe('parseJsonText', () => {
  it('takes comments and commas at the ends of lists', () => {
    expect(parseJsonText('{ /* one */ "a": [1,], // two\n }')).toEqual({ json: { a: [1] }, problem: undefined });
  });

  it.each([
    ['{\n  "a": 1', 2, 9, "the closing '}' of an object is missing before the end of the file"],
    ['{ "a": [1', 1, 10, "the closing ']' of a list is missing before the end of the file"],
    ['{ "a" 1 }', 1, 7, "the colon after a property's name is missing before '1'"],
    ['{\n"a": 1\n"b": 2 }', 3, 1, "a comma is missing before '\"'"],
    [
      '{ a: 1 }',
      1,
      3,
      "'a' begins a word that JSON does not have; texts and names of properties stand in double quotes",
    ],
    ['{ "a": "x', 1, 8, 'a text has no double quote at its end'],
    ['{ "a": "\\q" }', 1, 8, "a text has a '\\' before a character that needs none"],
    ['{ "a": 1. }', 1, 8, 'a number has no digits where it must have some'],
    ['{} {}', 1, 4, "'{' follows where the JSON has ended already"],
    ['', 1, 1, 'a value is missing before the end of the file'],
  ])('says in plain words what is wrong with %p, and where', (text, line, column, description) => {
    expect(parseJsonText(text).problem).toEqual({ line, column, description });
  });
});
