/** A line of a file, with its number from 1. */
export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

/** Reads lines out of a stream of bytes in UTF-8, as they come. Empty lines are counted and passed over. */
export async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<NumberedLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const reader = stream.getReader();
  let rest = '';
  let number = 0;
  for (;;) {
    const { done, value } = await reader.read();
    rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const lines = rest.split('\n');
    rest = done ? '' : (lines.pop() ?? '');
    for (const line of lines) {
      number += 1;
      const text = line.trim();
      if (text !== '') yield { number, text };
    }
    if (done) return;
  }
}

/** What is wrong with a line; undefined if nothing is. */
export type LineCheck = (text: string) => string | undefined;

export interface CheckedLines {
  /** Lines with a message, right or wrong. */
  readonly lines: number;
  readonly wrong: number;
  /** The first of the wrong ones. */
  readonly problems: readonly { readonly line: number; readonly problem: string }[];
}

/** Checks every line. The first wrong ones are told, the others counted. */
export async function checkLines(
  stream: ReadableStream<Uint8Array>,
  check: LineCheck,
  told = 20,
): Promise<CheckedLines> {
  const problems: { line: number; problem: string }[] = [];
  let lines = 0;
  let wrong = 0;
  for await (const { number, text } of linesOf(stream)) {
    lines += 1;
    const problem = check(text);
    if (problem === undefined) continue;
    wrong += 1;
    if (problems.length < told) problems.push({ line: number, problem });
  }
  return { lines, wrong, problems };
}
