import peggy from 'peggy';

import { sqlGrammar } from '../src/sql/grammar.js';

const heading = `/* eslint-disable */
// @ts-nocheck
// Made from grammar.ts by \`nx run service-bus-model:generate-sql-parser\`. Change the grammar, not this file.
`;

/** The parser of SQL filters and actions, as the source of a module. */
export function sqlParserSource(): string {
  const parser = peggy.generate(sqlGrammar, {
    allowedStartRules: ['Filter', 'Action'],
    output: 'source',
    format: 'es',
  });
  return `${heading}${parser}`;
}
