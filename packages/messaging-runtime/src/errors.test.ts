import { isTransient } from './errors.js';

test.each([
  ['connect ECONNREFUSED 127.0.0.1:5672', true],
  ['Failed to connect', true],
  // The connection broke between its opening and the claim of a right on it.
  ['Attempted to negotiate a claim but the CBS link does not exist.', true],
  ['The link does not exist', false],
])('an error that says %j passes: %s', (text, passes) => {
  expect(isTransient(new Error(text))).toBe(passes);
});
