import fc from 'fast-check';

import { PlainMechanism } from './plain-mechanism.js';

const mechanism = (): PlainMechanism => new PlainMechanism((name, key) => name === 'send' && key === 'k=y');

describe('SASL PLAIN', () => {
  it.each([
    ['the right key', '\0send\0k=y', true],
    ['the right key, on behalf of someone', 'send\0send\0k=y', true],
    ['a wrong key', '\0send\0k', false],
    ['another name', '\0listen\0k=y', false],
    ['a name alone', '\0send', false],
    ['nothing', '', false],
  ])('answers %s', (_, response, outcome) => {
    const plain = mechanism();
    plain.start(Buffer.from(response));
    expect(plain.outcome).toBe(outcome);
  });

  it('asks a client that does not say at once who it is', () => {
    const plain = mechanism();
    expect(plain.start(undefined)).toEqual(Buffer.alloc(0));
    expect(plain.outcome).toBeUndefined();
    plain.step(Buffer.from('\0send\0k=y'));
    expect(plain.outcome).toBe(true);
  });

  it('comes to an outcome whatever the client says', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (response) => {
        const plain = mechanism();
        plain.start(Buffer.from(response));
        expect(plain.outcome).toBe(false);
      }),
    );
  });
});
