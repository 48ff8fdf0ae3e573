import {
  findSystemProperty,
  systemPropertyAssignment,
  type SqlProperty,
  type SqlStatement,
  type SystemPropertyName,
} from '@ams/service-bus-model';
import { FilterEvaluationError } from './filter-evaluation-error.js';
import type { FilteredMessage, FilterValue, PropertyChange } from './filtered-message.js';
import { compileExpression, noSuchSystemProperty, type ParameterValue } from './sql-expression.js';
import { describe, toText, type Evaluated } from './values.js';

type Step = (message: FilteredMessage) => PropertyChange;

/**
 * Turns the statements of an action into a function, once. Each statement sees what those before it changed.
 * @returns the changes in order. @throws FilterEvaluationError while being called
 */
export function compileAction(
  statements: readonly SqlStatement[],
  parameter: ParameterValue,
): (message: FilteredMessage) => readonly PropertyChange[] {
  const steps = statements.map((statement) => compileStatement(statement, parameter));
  return (message) => {
    const changes: PropertyChange[] = [];
    const changed = withChanges(message, changes);
    for (const step of steps) changes.push(step(changed));
    return changes;
  };
}

function compileStatement(statement: SqlStatement, parameter: ParameterValue): Step {
  const { property } = statement;
  const value = statement.kind === 'set' ? compileExpression(statement.value, parameter) : () => undefined;
  if (property.scope === 'system') return compileSystemChange(property, value);
  const { name } = property;
  return statement.kind === 'remove'
    ? () => ({ scope: 'user', name, value: undefined })
    : (message) => ({ scope: 'user', name, value: widen(value(message) ?? null, message.userProperty(name)) });
}

function compileSystemChange(property: SqlProperty, value: (message: FilteredMessage) => Evaluated): Step {
  const name = findSystemProperty(property.name);
  if (name === undefined) {
    return () => {
      throw noSuchSystemProperty(property.name);
    };
  }
  return (message) => ({ scope: 'system', name, value: assignable(name, value(message)) });
}

/** The value as the system property takes it, converted where Azure converts: "SET performs implicit conversion". */
function assignable(name: SystemPropertyName, value: Evaluated): FilterValue | undefined {
  const assignment = systemPropertyAssignment(name);
  if (assignment === 'none') {
    throw new FilterEvaluationError(`sys.${name} is the broker's own: an action cannot set or remove it.`);
  }
  if (value === undefined || value === null) return undefined;
  if (assignment === 'text') return toText(value);
  if (value instanceof Date) return value;
  throw new FilterEvaluationError(`sys.${name} takes a date, but was set to ${describe(value)}.`);
}

/** An integer put in the place of a double becomes a double, as C# converts implicitly; other kinds replace each other. */
function widen(value: FilterValue, existing: Evaluated): FilterValue {
  return typeof value === 'bigint' && typeof existing === 'number' ? Number(value) : value;
}

/** The message as it is after the changes, which may still grow. */
function withChanges(message: FilteredMessage, changes: readonly PropertyChange[]): FilteredMessage {
  return {
    systemProperty(name) {
      const change = changes.findLast((candidate) => candidate.scope === 'system' && candidate.name === name);
      return change === undefined ? message.systemProperty(name) : change.value;
    },
    userProperty(name) {
      const lowerCaseName = name.toLowerCase();
      const change = changes.findLast(
        (candidate) => candidate.scope === 'user' && candidate.name.toLowerCase() === lowerCaseName,
      );
      return change === undefined ? message.userProperty(name) : change.value;
    },
  };
}
