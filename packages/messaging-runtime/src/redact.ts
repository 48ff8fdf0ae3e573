/** What stands where a secret was. */
const mask = '***';

/** Names of secrets, as they come before `=` or `:`. A lock token is none: it says which delivery of a message is meant. */
const secretName =
  /password|passwd|passphrase|pwd|secret|(?<!lock[ _-]?)token|api[_-]?key|access[_-]?key|account[_-]?key|SharedAccessSignature|authorization|credential|\bsig(?:nature)?/;

/**
 * A value, up to where a connection string, a query, a header or a piece of JSON goes on. A scheme before it, as in
 * `Authorization: Bearer …`, belongs to it. Every part is bounded by what follows it, so that no text takes long to read.
 */
const secretValue =
  /(?:(?:bearer|basic|digest|SharedAccessSignature)\s{1,5})?(?:(")(?:\\.|[^"\\])*"?|(')[^']*'?|(?:\\[^]|[^\s;&"'\\])+)/;

const namedSecret = new RegExp(
  `((?:${secretName.source})\\\\*["']?\\s{0,5}(?:=|:|%3D|%3A)\\s{0,5})${secretValue.source}`,
  'gi',
);
const bearer = /\b(bearer\s{1,5})[\w\-.~+/]{8,}=*/gi;
const jsonWebToken = /(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/g;
const passwordInUrl = /(:\/\/[^\s/:@]{0,256}:)[^\s/@]{1,1024}@/g;

/** Whether a text can hold a secret at all: most cannot, and looking is cheaper than replacing. */
const suspicious =
  /password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|signature|\bsig|authorization|credential|bearer|eyJ|:\/\/[^\s/@]{0,1300}@/i;

/** A name that holds a secret whatever its value looks like, as a property's. */
const nameOfSecret = new RegExp(`(?:${secretName.source})$`, 'i');

/**
 * A text without secrets: keys and signatures of connection strings, passwords, tokens. What tells one where to look
 * stays: host, name of the key, entity.
 */
export function redact(text: string): string {
  if (!suspicious.test(text)) return text;
  return text
    .replace(bearer, `$1${mask}`)
    .replace(jsonWebToken, mask)
    .replace(passwordInUrl, `$1${mask}@`)
    .replace(namedSecret, `$1$2$3${mask}$2$3`);
}

/**
 * A line of JSON without secrets, however deep they lie: in texts, and as values of properties that are named like
 * secrets. A line that is not JSON is taken as a text.
 */
export function redactLine(line: string): string {
  if (!suspicious.test(line)) return line;
  const end = line.endsWith('\n') ? '\n' : '';
  try {
    return JSON.stringify(JSON.parse(line, (name, value: unknown) => redactNamed(name, value))) + end;
  } catch {
    return redact(line);
  }
}

function redactNamed(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value !== '' && nameOfSecret.test(name) ? mask : redact(value);
}
