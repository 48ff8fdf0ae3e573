import fc from 'fast-check';

import { element, formatXml, parseXml, type XmlElement } from './xml.js';

describe('parseXml', () => {
  it('finds elements and attributes by their names without prefix', () => {
    const source = '<a:x xmlns:a="u" xmlns:b="v" b:type="c:int"><a:y>1</a:y><z/></a:x>';
    expect(parseXml(source)).toEqual(element('x', [element('y', 1), element('z')], { type: 'c:int' }));
  });

  it('reads text as it is meant', () => {
    expect(parseXml('<?xml version="1.0"?>\n<a> &lt;1 &amp;amp; &#233;&#xe9;<![CDATA[<b>]]> </a>').text).toBe(
      ' <1 &amp; éé<b> ',
    );
  });

  it('takes names that JavaScript has a meaning for as refused or as names, never as more', () => {
    expect(() => parseXml('<a><__proto__>1</__proto__></a>')).toThrow('no XML document that can be read');
  });

  it.each([
    ['', 'Start tag expected'],
    ['text', "char 't' is not expected"],
    ['<a>', "Unclosed tag 'a'"],
    ['<a></b>', "Expected closing tag 'a'"],
    ['<a/><b/>', 'one outermost element'],
    ['<a b="1" b="2"/>', "Attribute 'b' is repeated"],
    ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'document type'],
    [`${'<a>'.repeat(200)}${'</a>'.repeat(200)}`, 'Maximum nested tags exceeded'],
  ])('refuses %s', (source, reason) => {
    expect(() => parseXml(source)).toThrow(
      expect.objectContaining({ condition: 'com.microsoft:argument-error', message: expect.stringContaining(reason) }),
    );
  });
});

describe('formatXml', () => {
  it('leaves out what is undefined', () => {
    expect(formatXml(element('a', [undefined, element('b', false), element('c')], { d: '<' }))).toBe(
      '<?xml version="1.0" encoding="utf-8"?><a d="&lt;"><b>false</b><c/></a>',
    );
  });

  it('replaces characters that no document can have', () => {
    expect(parseXml(formatXml(element('a', 'x\u0000y\uD800'))).text).toBe('x\uFFFDy\uFFFD');
  });

  it('writes what is read again as it was', () => {
    const name = fc.constantFrom('a', 'Key', 'KeyValueOfstringanyType');
    const text = fc
      .string({ unit: 'binary' })
      .map((value) => value.replace(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ''));
    const { tree } = fc.letrec<{ tree: XmlElement }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.tuple(name, text).map(([tag, value]) => element(tag, value, { type: value })),
        fc.tuple(name, fc.array(tie('tree'), { maxLength: 3 })).map(([tag, children]) => element(tag, children)),
      ),
    }));
    fc.assert(fc.property(tree, (root) => expect(parseXml(formatXml(root))).toEqual(root)));
  });
});
