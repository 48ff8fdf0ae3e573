/**
 * The syntax tree of Azure Service Bus's SQL language: conditions for filters, statements for actions.
 * [Microsoft: Subscription Rule SQL Filter Syntax; Subscription Rule SQL Action Syntax]
 */

/** Where a property lives: on the message itself (`sys.`) or among its application properties (`user.`, the default). */
export type SqlScope = 'system' | 'user';

/** A constant. Integers are 64 bit (`bigint`), decimals and exponents double (`number`). */
export interface SqlLiteral {
  readonly kind: 'literal';
  readonly value: string | bigint | number | boolean | null;
}

/** `sys.Label`, `user.color`, `color`, `[HR-EmployeeID]`. The name is as written; names compare without case. */
export interface SqlProperty {
  readonly kind: 'property';
  readonly scope: SqlScope;
  readonly name: string;
}

/** `@name`, a value given beside the text. The name includes the `@`. */
export interface SqlParameter {
  readonly kind: 'parameter';
  readonly name: string;
}

/** `newid()`: a new UUID at every evaluation. */
export interface SqlNewId {
  readonly kind: 'newid';
}

/** `property(name)` or `p(name)`: the application property whose name is computed. */
export interface SqlPropertyFunction {
  readonly kind: 'propertyFunction';
  readonly name: SqlExpression;
}

export interface SqlSign {
  readonly kind: 'sign';
  readonly operator: '+' | '-';
  readonly operand: SqlExpression;
}

export type SqlArithmeticOperator = '+' | '-' | '*' | '/' | '%';

/** A chain of operators of one precedence, evaluated from the left: `a - b + c`. */
export interface SqlArithmetic {
  readonly kind: 'arithmetic';
  readonly first: SqlExpression;
  /** Never empty. */
  readonly rest: readonly { readonly operator: SqlArithmeticOperator; readonly operand: SqlExpression }[];
}

/** What has a value. */
export type SqlExpression =
  SqlLiteral | SqlProperty | SqlParameter | SqlNewId | SqlPropertyFunction | SqlSign | SqlArithmetic;

/** `!=` is kept as `<>`. */
export type SqlComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export interface SqlComparison {
  readonly kind: 'comparison';
  readonly operator: SqlComparisonOperator;
  readonly left: SqlExpression;
  readonly right: SqlExpression;
}

/** `operand [NOT] LIKE pattern [ESCAPE escape]`: `%` stands for any text, `_` for any one character. */
export interface SqlLike {
  readonly kind: 'like';
  readonly negated: boolean;
  readonly operand: SqlExpression;
  readonly pattern: SqlExpression;
  readonly escape?: SqlExpression;
}

export interface SqlIn {
  readonly kind: 'in';
  readonly negated: boolean;
  readonly operand: SqlExpression;
  /** Never empty. */
  readonly list: readonly SqlExpression[];
}

export interface SqlIsNull {
  readonly kind: 'isNull';
  readonly negated: boolean;
  readonly property: SqlProperty;
}

export interface SqlExists {
  readonly kind: 'exists';
  readonly property: SqlProperty;
}

export interface SqlNot {
  readonly kind: 'not';
  readonly operand: SqlCondition;
}

export interface SqlAnd {
  readonly kind: 'and';
  /** At least two. */
  readonly operands: readonly SqlCondition[];
}

export interface SqlOr {
  readonly kind: 'or';
  /** At least two. */
  readonly operands: readonly SqlCondition[];
}

/** What is true, false or unknown. */
export type SqlCondition = SqlComparison | SqlLike | SqlIn | SqlIsNull | SqlExists | SqlNot | SqlAnd | SqlOr;

export interface SqlSet {
  readonly kind: 'set';
  readonly property: SqlProperty;
  readonly value: SqlExpression;
}

export interface SqlRemove {
  readonly kind: 'remove';
  readonly property: SqlProperty;
}

/** What an action does to the copy of a message. */
export type SqlStatement = SqlSet | SqlRemove;
