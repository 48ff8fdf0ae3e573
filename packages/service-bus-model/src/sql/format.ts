import type { SqlArithmetic, SqlCondition, SqlExpression, SqlProperty, SqlStatement } from './syntax-tree.js';

/**
 * Writes a condition as people would: `sys.Label = 'order' AND amount > 100`, with parentheses only where the meaning
 * needs them. {@link parseSqlFilter} reads it back as it was.
 */
export function formatSqlCondition(condition: SqlCondition): string {
  switch (condition.kind) {
    case 'comparison':
      return `${formatSqlExpression(condition.left)} ${condition.operator} ${formatSqlExpression(condition.right)}`;
    case 'like': {
      const operator = condition.negated ? 'NOT LIKE' : 'LIKE';
      const escape = condition.escape === undefined ? '' : ` ESCAPE ${formatSqlExpression(condition.escape)}`;
      return `${formatSqlExpression(condition.operand)} ${operator} ${formatSqlExpression(condition.pattern)}${escape}`;
    }
    case 'in': {
      const list = condition.list.map(formatSqlExpression).join(', ');
      return `${formatSqlExpression(condition.operand)} ${condition.negated ? 'NOT IN' : 'IN'} (${list})`;
    }
    case 'isNull':
      return `${formatProperty(condition.property)} IS ${condition.negated ? 'NOT ' : ''}NULL`;
    case 'exists':
      return `EXISTS(${formatProperty(condition.property)})`;
    case 'not':
      return `NOT ${isJoined(condition.operand) ? inParentheses(condition.operand) : formatSqlCondition(condition.operand)}`;
    case 'and':
      return condition.operands
        .map((operand) => (isJoined(operand) ? inParentheses(operand) : formatSqlCondition(operand)))
        .join(' AND ');
    case 'or':
      return condition.operands
        .map((operand) => (operand.kind === 'or' ? inParentheses(operand) : formatSqlCondition(operand)))
        .join(' OR ');
  }
}

/** Writes what has a value: `price * (amount + 1)`. */
export function formatSqlExpression(expression: SqlExpression): string {
  switch (expression.kind) {
    case 'literal':
      return formatLiteral(expression.value);
    case 'property':
      return formatProperty(expression);
    case 'parameter':
      return expression.name;
    case 'newid':
      return 'newid()';
    case 'propertyFunction':
      return `property(${formatSqlExpression(expression.name)})`;
    case 'sign':
      return `${expression.operator}${formatOperand(expression.operand, expression.operand.kind !== 'arithmetic')}`;
    case 'arithmetic':
      return formatArithmetic(expression);
  }
}

/** Writes one statement of an action: `SET priority = 'high'`. */
export function formatSqlStatement(statement: SqlStatement): string {
  return statement.kind === 'set'
    ? `SET ${formatProperty(statement.property)} = ${formatSqlExpression(statement.value)}`
    : `REMOVE ${formatProperty(statement.property)}`;
}

const isJoined = ({ kind }: SqlCondition): boolean => kind === 'and' || kind === 'or';

const inParentheses = (condition: SqlCondition): string => `(${formatSqlCondition(condition)})`;

function formatArithmetic({ first, rest }: SqlArithmetic): string {
  const bindsLooser = rest.some(({ operator }) => operator === '+' || operator === '-');
  const isPlain = (operand: SqlExpression): boolean =>
    operand.kind !== 'arithmetic' || (bindsLooser && isProduct(operand));
  return [
    formatOperand(first, isPlain(first)),
    ...rest.map(({ operator, operand }) => `${operator} ${formatOperand(operand, isPlain(operand))}`),
  ].join(' ');
}

const isProduct = ({ rest }: SqlArithmetic): boolean =>
  rest.every(({ operator }) => operator !== '+' && operator !== '-');

function formatOperand(operand: SqlExpression, isPlain: boolean): string {
  return isPlain ? formatSqlExpression(operand) : `(${formatSqlExpression(operand)})`;
}

function formatLiteral(value: string | bigint | number | boolean | null): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === 'number') return /^-?\d+$/.test(String(value)) ? `${value}.0` : String(value);
  return String(value).toUpperCase();
}

const simpleName = /^\p{L}[_\p{L}\p{Nd}]*$/u;
const keyword = /^(?:AND|ESCAPE|EXISTS|FALSE|IN|IS|LIKE|NOT|NULL|OR|TRUE)$/i;

function formatProperty({ scope, name }: SqlProperty): string {
  const written = simpleName.test(name) && !keyword.test(name) ? name : `[${name.replaceAll(']', ']]')}]`;
  return scope === 'system' ? `sys.${written}` : written;
}
