import fc from 'fast-check';
import { redact, redactLine } from './redact.js';

/** Characters of keys, tokens and passwords, long enough that none is there by chance. */
const secret = fc.string({
  unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-.~!$%*()'),
  minLength: 12,
  maxLength: 80,
});
const prose = fc.string({ unit: 'grapheme', maxLength: 60 });

const places: readonly (readonly [string, (secret: string) => string])[] = [
  [
    'a connection string',
    (it) => `Endpoint=sb://ns.example/;SharedAccessKeyName=root;SharedAccessKey=${it};EntityPath=q`,
  ],
  ['the end of a connection string', (it) => `SharedAccessKeyName=root;SharedAccessKey=${it}`],
  ['a signature', (it) => `SharedAccessSignature sr=sb%3A%2F%2Fns&sig=${it}&se=1700000000&skn=root`],
  [
    'a connection string with a signature',
    (it) => `Endpoint=sb://ns/;SharedAccessSignature=SharedAccessSignature sr=ns&sig=${it}`,
  ],
  ['a query', (it) => `GET https://host/path?sv=1&token=${it}&x=1`],
  ['a password', (it) => `cannot log in with password: ${it}`],
  ['a property of JSON', (it) => `refused: ${JSON.stringify({ user: 'me', clientSecret: it, more: 1 })}`],
  ['JSON within JSON', (it) => JSON.stringify({ body: JSON.stringify({ password: it }) })],
  ['an object as Node prints it', (it) => `{ user: 'me', apiKey: '${it}' }`],
  ['a header', (it) => `Authorization: Bearer ${it}`],
  ['a header of basic access', (it) => `authorization: Basic ${it}`],
];

describe('a text', () => {
  test.each(places)('loses a secret in %s', (_, place) => {
    fc.assert(
      fc.property(secret, prose, prose, (it, before, after) => {
        expect(redact(`${before} ${place(it)} ${after}`)).not.toContain(it);
      }),
    );
  });

  test('loses the password of a URL', () => {
    expect(redact('connect to amqps://me:hunter2@host:5671/ failed')).toBe(
      'connect to amqps://me:***@host:5671/ failed',
    );
  });

  test('loses a token that stands alone', () => {
    expect(redact('got eyJhbGciOiJI.eyJzdWIiOiIx.c2ln back')).toBe('got *** back');
  });

  test('keeps what tells where to look', () => {
    expect(redact('Endpoint=sb://ns.example/;SharedAccessKeyName=root;SharedAccessKey=abc=;EntityPath=orders')).toBe(
      'Endpoint=sb://ns.example/;SharedAccessKeyName=root;SharedAccessKey=***;EntityPath=orders',
    );
  });

  test.each([
    'Unexpected token } in JSON at position 3',
    'lock token: 6f1f6a3e-7f3c-4c40-9df6-1f0b6bf3a7a1',
    'the key named root has no right to Send',
    'designed: by hand',
  ])('keeps a text without secrets: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  test('that was redacted stays as it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), secret, ([, place], it) => {
        const once = redact(place(it));
        expect(redact(once)).toBe(once);
      }),
    );
  });

  test.each(['eyJ', 'password ', 'a://', 'bearer ', 'token=\\', "sig='", 'eyJ-', '://a:'])(
    'of %j again and again is read in a time that grows with its length alone',
    (piece) => {
      const text = piece.repeat(100_000 / piece.length);
      // A reading that grew with the square of it would take minutes, and the test would time out.
      expect(redact(text).length).toBeLessThanOrEqual(2 * text.length);
    },
  );
});

describe('a line of JSON', () => {
  const anything = fc.jsonValue({ maxDepth: 3 });

  test('stays JSON, and loses secrets at any depth', () => {
    fc.assert(
      fc.property(secret, anything, fc.constantFrom(...places), (it, other, [, place]) => {
        const line = redactLine(`${JSON.stringify({ other, deep: [{ msg: place(it) }], err: { password: it } })}\n`);
        expect(line).not.toContain(it);
        expect(line.endsWith('}\n')).toBe(true);
        expect(JSON.parse(line)).toHaveProperty('err.password', '***');
      }),
    );
  });

  test('without secrets stays as it is', () => {
    const line = '{"level":30,"messageId":"A-1","msg":"message completed"}\n';
    expect(redactLine(line)).toBe(line);
  });
});
