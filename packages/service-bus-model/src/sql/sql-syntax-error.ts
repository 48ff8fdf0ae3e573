/** A SQL filter or action that cannot be read. The message shows the place, what was wrong there and what helps. */
export class SqlSyntaxError extends Error {
  override readonly name = 'SqlSyntaxError';
  /** 1 for the first line. */
  readonly line: number;
  /** 1 for the first character of the line. */
  readonly column: number;

  constructor(
    /** The whole text. */
    readonly expression: string,
    /** Where in the text, from 0. */
    readonly offset: number,
    /** What was wrong there, and what helps. */
    readonly reason: string,
  ) {
    const before = expression.slice(0, offset).split('\n');
    const line = before.length;
    const column = (before.at(-1)?.length ?? 0) + 1;
    super(`Invalid SQL expression at line ${line}, column ${column}: ${reason} In: ${excerpt(expression, offset)}`);
    this.line = line;
    this.column = column;
  }
}

const excerptLength = 120;

function excerpt(expression: string, offset: number): string {
  const start = Math.max(0, Math.min(offset - excerptLength / 2, expression.length - excerptLength));
  const end = Math.min(expression.length, start + excerptLength);
  return `${start > 0 ? '…' : ''}${expression.slice(start, end)}${end < expression.length ? '…' : ''}`;
}
