import { MarkerError, withTexts } from './marked-text.js';

const document =
  'Before\n\n<!-- table:one -->\n\nold\n\n<!-- /table:one -->\n\nbetween <!-- plot:two -->\n<!-- /plot:two -->\n';

const texts = (...names: readonly string[]) => new Map(names.map((name) => [name, `new $1 of ${name}`]));

describe('withTexts', () => {
  it('replaces what is between the comments, and nothing else', () => {
    expect(withTexts(document, texts('table:one', 'plot:two'))).toBe(
      'Before\n\n<!-- table:one -->\n\nnew $1 of table:one\n\n<!-- /table:one -->\n\n' +
        'between <!-- plot:two -->\n\nnew $1 of plot:two\n\n<!-- /plot:two -->\n',
    );
  });

  it('changes nothing the second time', () => {
    const once = withTexts(document, texts('table:one', 'plot:two'));
    expect(withTexts(once, texts('table:one', 'plot:two'))).toBe(once);
  });

  it('leaves a place empty where there is nothing to say', () => {
    const empty = withTexts(document, new Map([...texts('table:one'), ['plot:two', '']]));
    expect(empty).toContain('<!-- plot:two -->\n\n<!-- /plot:two -->');
  });

  it.each([
    ['a text without a place', document, texts('table:one', 'plot:two', 'table:x'), 'there is no place for table:x'],
    ['a place without a text', document, texts('table:one'), 'nothing goes to plot:two'],
    ['two places of a name', document + document, texts('table:one', 'plot:two'), 'plot:two has several places'],
    ['a place without an end', '<!-- table:one -->\n', texts('table:one'), 'there is no place for table:one'],
  ])('refuses %s', (_, text, given, problem) => {
    expect(() => withTexts(text, given)).toThrow(MarkerError);
    expect(() => withTexts(text, given)).toThrow(problem);
  });
});
