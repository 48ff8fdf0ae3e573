import { RetryLaterError, UnprocessableMessageError } from '../../errors.js';
import { detailsOf } from './error-details.js';

class PaymentDeclinedError extends Error {
  readonly reason = 'CardExpired';
}

describe('an error is grouped by', () => {
  test.each([
    ['its name', new TypeError('x'), { type: 'TypeError', reason: 'TypeError' }],
    ['its class', new (class TimeoutOfDatabase extends Error {})('x'), { type: 'TimeoutOfDatabase' }],
    [
      'its code, if its class says nothing',
      Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
      { type: 'ECONNREFUSED' },
    ],
    ['its own reason', new PaymentDeclinedError('x'), { type: 'PaymentDeclinedError', reason: 'CardExpired' }],
    ['the reason that the handler gave', new UnprocessableMessageError('Not now', 'x'), { reason: 'Not now' }],
    ['what it is, if it is none', 'x', { type: 'thrown string', reason: 'thrown string' }],
    ['nothing', null, { type: 'thrown null' }],
    [
      'what led to it, if it only asks for a delay',
      new RetryLaterError(5, 'x', { cause: new TypeError('y') }),
      { type: 'TypeError' },
    ],
  ])('%s', (_, error, expected) => {
    expect(detailsOf(error)).toMatchObject(expected);
  });

  test('no reason that is a sentence', () => {
    const error = Object.assign(new TypeError('x'), { reason: 'the card of Mr Smith has expired' });
    expect(detailsOf(error).reason).toBe('TypeError');
  });
});

test('tells what caused it, too', () => {
  const { stack } = detailsOf(new Error('order not stored', { cause: new TypeError('no database') }));
  expect(stack).toMatch(/order not stored[^]*caused by TypeError: no database/);
});

test('is bounded', () => {
  const error = Object.assign(new Error('m'.repeat(100_000)), { stack: '€'.repeat(100_000) });
  error.name = 'N'.repeat(1_000);
  const { type, description, stack } = detailsOf(error);
  expect({ type: type.length, description: description.length }).toEqual({ type: 128, description: 2_048 });
  expect(stack).toBe('€'.repeat(1_365));
});

test('survives errors that cause themselves', () => {
  const error: Error = new Error('x');
  error.cause = error;
  expect(detailsOf(error).description).toBe('x');
});

test('has no secrets', () => {
  const error = new Error('Endpoint=sb://x/;SharedAccessKeyName=k;SharedAccessKey=c2VjcmV0LXNlY3JldA==');
  const { description, stack } = detailsOf(error);
  expect(`${description}${stack}`).not.toContain('c2VjcmV0');
  expect(description).toContain('SharedAccessKeyName=k');
});
