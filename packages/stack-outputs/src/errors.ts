/**
 * The outputs of a stack could not be read. The message names the file, variable or output, the rule it breaks and the
 * command that cures it, and never shows the value of a sensitive output.
 */
export class OutputsError extends Error {
  override readonly name = 'OutputsError';
}
