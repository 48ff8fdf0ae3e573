import { parse, type ParseError, printParseErrorCode } from 'jsonc-parser';

/** The first thing that keeps a text from being JSON, and where. */
export interface JsonProblem {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly description: string;
}

/** What JSON says, or why it says nothing. Comments and commas at the ends of lists are no problem, as for the emulator. */
export function parseJsonText(text: string): { readonly json: unknown; readonly problem?: JsonProblem | undefined } {
  const errors: ParseError[] = [];
  const json: unknown = parse(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  return { json, problem: error && problemOf(error, text) };
}

function problemOf({ error, offset }: ParseError, text: string): JsonProblem {
  const lines = text.slice(0, offset).split('\n');
  const found = offset < text.length ? `'${text.charAt(offset)}'` : 'the end of the file';
  const describe = descriptions[printParseErrorCode(error)];
  return {
    line: lines.length,
    column: (lines.at(-1) ?? '').length + 1,
    description: describe?.(found) ?? `${found} is not what JSON has here`,
  };
}

const expected =
  (what: string) =>
  (found: string): string =>
    `${what} is missing before ${found}`;

/** By the parser's codes. */
const descriptions: Readonly<Record<string, (found: string) => string>> = {
  PropertyNameExpected: expected("a property's name in double quotes"),
  ValueExpected: expected('a value'),
  ColonExpected: expected("the colon after a property's name"),
  CommaExpected: expected('a comma'),
  CloseBraceExpected: expected("the closing '}' of an object"),
  CloseBracketExpected: expected("the closing ']' of a list"),
  EndOfFileExpected: (found) => `${found} follows where the JSON has ended already`,
  InvalidSymbol: (found) =>
    `${found} begins a word that JSON does not have; texts and names of properties stand in double quotes`,
  UnexpectedEndOfComment: () => "a comment has no '*/' at its end",
  UnexpectedEndOfString: () => 'a text has no double quote at its end',
  UnexpectedEndOfNumber: () => 'a number has no digits where it must have some',
  InvalidUnicode: () => "a text has a '\\u' without four hexadecimal digits after it",
  InvalidEscapeCharacter: () => "a text has a '\\' before a character that needs none",
  InvalidCharacter: () => 'a text has a line break or a tab in it, which JSON writes as \\n and \\t',
};
