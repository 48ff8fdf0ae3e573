/** Texts, brackets and separators of JSON, and what is between them: numbers and words. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Formats JSON without reading its values: a number past what JavaScript holds exactly stays as it is, where
 * JSON.parse would make another one of it.
 *
 * @param json text that is JSON
 */
export function formatJson(json: string): string {
  const parts = tokensOfJson(json);
  let text = '';
  let depth = 0;
  parts.forEach((part, index) => {
    const isClosing = part === '}' || part === ']';
    if (isClosing) {
      depth -= 1;
      if (!isOpening(parts[index - 1])) text += newLine(depth);
    }
    text += part;
    if (isOpening(part)) {
      depth += 1;
      const next = parts[index + 1];
      if (next !== '}' && next !== ']') text += newLine(depth);
    } else if (part === ',') text += newLine(depth);
    else if (part === ':') text += ' ';
  });
  return text;
}

/** What JSON is made of, without the spaces between. @param json text that is JSON */
export function tokensOfJson(json: string): readonly string[] {
  return json.match(tokens) ?? [];
}

function isOpening(part: string | undefined): boolean {
  return part === '{' || part === '[';
}

function newLine(depth: number): string {
  return `\n${'  '.repeat(depth)}`;
}
