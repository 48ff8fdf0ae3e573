export { formatSqlCondition, formatSqlExpression, formatSqlStatement } from './format.js';
export { sqlNestingLimit } from './grammar.js';
export { parseSqlAction, parseSqlFilter } from './parse.js';
export { SqlSyntaxError } from './sql-syntax-error.js';
export * from './syntax-tree.js';
export {
  findSystemProperty,
  systemPropertyAssignment,
  systemPropertyNames,
  type SystemPropertyAssignment,
  type SystemPropertyName,
} from './system-properties.js';
