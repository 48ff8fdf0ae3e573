/** A document has places that nothing goes to, or lacks the place for something. */
export class MarkerError extends Error {
  override readonly name = 'MarkerError';
}

const place = /<!-- ([a-z]+:[a-z-]+) -->\n[^]*?<!-- \/\1 -->/g;

/**
 * Puts texts into a document, each between the comments that name its place: `<!-- table:million -->` and
 * `<!-- /table:million -->`.
 *
 * @param texts by the names of their places
 * @throws MarkerError unless each has its place, once, and each place its text.
 */
export function withTexts(document: string, texts: ReadonlyMap<string, string>): string {
  const places = [...document.matchAll(place)].map(([, name]) => String(name));
  const problems = [
    ...[...texts.keys()].filter((name) => !places.includes(name)).map((name) => `there is no place for ${name}`),
    ...places.filter((name) => !texts.has(name)).map((name) => `nothing goes to ${name}`),
    ...places.filter((name, index) => places.indexOf(name) !== index).map((name) => `${name} has several places`),
  ];
  if (problems.length > 0) {
    const example = '<!-- table:name -->, a line, <!-- /table:name -->';
    throw new MarkerError(`The document's places do not fit: ${problems.join('; ')}. A place is ${example}.`);
  }
  return document.replace(place, (_, name: string) => {
    const text = texts.get(name) ?? '';
    return [`<!-- ${name} -->`, ...(text === '' ? [] : [text]), `<!-- /${name} -->`].join('\n\n');
  });
}
