import type { Parser, parser as peggyParser } from 'peggy';
import * as generatedParser from './generated-parser.js';
import { SqlSyntaxError } from './sql-syntax-error.js';
import type { SqlCondition, SqlStatement } from './syntax-tree.js';

/**
 * Reads the condition of a SQL filter: `sys.Label = 'order' AND amount > 100`.
 * It checks the syntax alone: the length is a limit of the service, and what the names stand for is known when a message
 * is there.
 * @throws SqlSyntaxError
 */
export function parseSqlFilter(text: string): SqlCondition {
  return parse(text, 'Filter') as SqlCondition;
}

/**
 * Reads the statements of a SQL action: `SET priority = 'high'; REMOVE trace`.
 * @throws SqlSyntaxError
 */
export function parseSqlAction(text: string): readonly SqlStatement[] {
  return parse(text, 'Action') as readonly SqlStatement[];
}

/** Its source carries no types. */
const parser = generatedParser as unknown as Pick<Parser, 'parse' | 'SyntaxError'>;

type StartRule = 'Filter' | 'Action';

function parse(text: string, startRule: StartRule): unknown {
  try {
    return parser.parse(text, { startRule });
  } catch (error) {
    if (!(error instanceof parser.SyntaxError)) throw error;
    throw new SqlSyntaxError(text, error.location.start.offset, reason(text, error));
  }
}

function reason(text: string, error: peggyParser.SyntaxError): string {
  if (error.expected === null || error.expected === undefined) return error.message;
  const { offset } = error.location.start;
  const expected = [...new Set(error.expected.map(describe))].filter((name) => name !== 'white space').sort();
  const found = offset < text.length ? `"${/^[\p{L}\p{Nd}_]+|^./su.exec(text.slice(offset))?.[0]}"` : 'the end';
  const hint = hints.find(({ here, before }) => here.test(text.slice(offset)) && before.test(text.slice(0, offset)));
  return `expected ${list(expected)}, but found ${found}.${hint === undefined ? '' : ` ${hint.cure}`}`;
}

function describe(expectation: peggyParser.Expectation): string {
  switch (expectation.type) {
    case 'other':
      return expectation.description;
    case 'literal':
      return `"${expectation.text}"`;
    default:
      return expectation.type;
  }
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** What people coming from other languages write, and how Service Bus wants it. */
const hints: readonly { readonly here: RegExp; readonly before: RegExp; readonly cure: string }[] = [
  { here: /^=/, before: /=\s*$/, cure: 'Write a single = to compare.' },
  { here: /^['"[]/, before: /^/, cure: "Close the quotation; a quote inside it is doubled: 'it''s'." },
  { here: /^\(/, before: /[\p{L}_]\s*$/u, cure: 'The functions are newid(), property(name) and p(name).' },
  {
    here: /^\./,
    before: /[\p{L}\p{Nd}\]"]\s*$/u,
    cure: 'Only sys. and user. are scopes; bracket a name that has dots: [a.b].',
  },
  { here: /^[_$-]/, before: /^/, cure: 'A name starts with a letter; bracket any other: [_name].' },
  { here: /^&/, before: /^/, cure: 'Conditions are joined with AND.' },
  { here: /^\|/, before: /^/, cure: 'Conditions are joined with OR.' },
  { here: /^!/, before: /^/, cure: 'Negate with NOT.' },
];
