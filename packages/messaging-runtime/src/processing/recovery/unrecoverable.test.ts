import { UnprocessableMessageError } from '../../errors.js';
import { unrecoverableBy } from './unrecoverable.js';

class CardStolenError extends Error {}
class CardStolenTwiceError extends CardStolenError {}

const isUnrecoverable = unrecoverableBy([
  CardStolenError,
  (error) => error instanceof Error && error.message.startsWith('never'),
]);

test.each([
  ['an error of the class', new CardStolenError(), true],
  ['an error of a class beneath it', new CardStolenTwiceError(), true],
  ['an error that the function knows', new Error('never again'), true],
  ['a message that cannot be processed', new UnprocessableMessageError('InvalidBody', 'no order'), true],
  ['any other error', new Error('not now'), false],
  ['what is no error', 'not now', false],
])('%s', (_, error, expected) => {
  expect(isUnrecoverable(error)).toBe(expected);
});

test('takes Error for a class, too: nothing is tried again then', () => {
  expect(unrecoverableBy([Error])(new TypeError('x'))).toBe(true);
});
