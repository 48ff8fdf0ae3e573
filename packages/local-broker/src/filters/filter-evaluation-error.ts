/**
 * A rule that cannot be evaluated for a message, where Azure throws its FilterException: a system property that does not
 * exist, arithmetic on text, a division by zero. The subscription decides whether such a message is dead-lettered.
 */
export class FilterEvaluationError extends Error {
  override readonly name = 'FilterEvaluationError';
}
