import fc from 'fast-check';
import { compileLikePattern } from './like-pattern.js';

/** The definition of LIKE, word for word and as slow as it is short. */
function matchesByDefinition(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern[0] === '%') {
    return Array.from({ length: text.length + 1 }, (_, skip) => skip).some((skip) =>
      matchesByDefinition(pattern.slice(1), text.slice(skip)),
    );
  }
  return (
    text !== '' &&
    (pattern[0] === '_' || pattern[0] === text[0]) &&
    matchesByDefinition(pattern.slice(1), text.slice(1))
  );
}

const shortText = (characters: readonly string[]) =>
  fc.array(fc.constantFrom(...characters), { maxLength: 8 }).map((chosen) => chosen.join(''));

it('matches exactly what the definition of LIKE matches', () => {
  fc.assert(
    fc.property(shortText(['a', 'b', '%', '_']), shortText(['a', 'b', 'c']), (pattern, text) => {
      expect(compileLikePattern(pattern, undefined)(text)).toBe(matchesByDefinition(pattern, text));
    }),
    { numRuns: 2000 },
  );
});

it('matches any text with itself once its wildcards are escaped', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(compileLikePattern(text.replaceAll(/[%_!]/g, '!$&'), '!')(text)).toBe(true);
    }),
  );
});
