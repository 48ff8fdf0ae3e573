import { parseJsonBody, UnprocessableMessageError } from '../src/index.js';

test.each([
  ['bytes', Buffer.from('{"a":1}')],
  ['text', '{"a":1}'],
  ['several data sections', [Buffer.from('{"a"'), Buffer.from(':1}')]],
  ['an AMQP value', { a: 1 }],
])('reads JSON from %s', (_, body) => {
  expect(parseJsonBody(body)).toEqual({ a: 1 });
});

test.each([
  ['no JSON', Buffer.from('{"a":')],
  ['an empty body', Buffer.alloc(0)],
])('refuses %s, on one line', (_, body) => {
  const error = (() => {
    try {
      return parseJsonBody(body);
    } catch (reason) {
      return reason;
    }
  })();
  expect(error).toBeInstanceOf(UnprocessableMessageError);
  expect(error).toMatchObject({ reason: 'InvalidJson', description: expect.stringMatching(/^body is not JSON: .+$/) });
});
