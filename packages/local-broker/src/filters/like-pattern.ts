import { FilterEvaluationError } from './filter-evaluation-error.js';

/** Characters to be matched as they are, and the two wildcards. */
type Token = string | typeof anyText | typeof anyCharacter;

const anyText = Symbol('%');
const anyCharacter = Symbol('_');

/**
 * Compiles the pattern of a LIKE: `%` is any text, `_` any one character (a UTF-16 unit, as in .NET), and the escape
 * character takes the meaning of the one behind it away. Case matters.
 *
 * Matching backs up to the last `%` only, so that its time is bounded by pattern length times text length.
 * @throws FilterEvaluationError an escape character with nothing behind it
 */
export function compileLikePattern(pattern: string, escape: string | undefined): (text: string) => boolean {
  const tokens = tokenize(pattern, escape);
  return (text) => matches(tokens, text);
}

function tokenize(pattern: string, escape: string | undefined): readonly Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    if (character === escape) {
      index += 1;
      if (index === pattern.length) {
        throw new FilterEvaluationError(
          `The LIKE pattern '${pattern}' ends in its escape character: double it to mean the character itself.`,
        );
      }
      tokens.push(pattern.charAt(index));
    } else if (character === '%') {
      if (tokens.at(-1) !== anyText) tokens.push(anyText);
    } else {
      tokens.push(character === '_' ? anyCharacter : character);
    }
  }
  return tokens;
}

function matches(tokens: readonly Token[], text: string): boolean {
  let token = 0;
  let position = 0;
  let resumeToken = -1;
  let resumePosition = 0;
  while (position < text.length) {
    const current = tokens[token];
    if (current === anyText) {
      resumeToken = token + 1;
      resumePosition = position;
      token = resumeToken;
    } else if (current === anyCharacter || current === text[position]) {
      token += 1;
      position += 1;
    } else if (resumeToken >= 0) {
      resumePosition += 1;
      position = resumePosition;
      token = resumeToken;
    } else {
      return false;
    }
  }
  while (tokens[token] === anyText) token += 1;
  return token === tokens.length;
}
