import { Lazy, Token } from 'cdktf';
import { known, knownValue } from './known.js';

const text = () => Lazy.stringValue({ produce: () => 'later' });

describe('known', () => {
  it('leaves out what only Terraform knows, and what is undefined', () => {
    const values = {
      plain: 'PT1M',
      zero: 0,
      off: false,
      missing: undefined,
      text: text(),
      longer: `prefix-${text()}`,
      number: Token.asNumber(Lazy.numberValue({ produce: () => 1 })),
      resolvable: Lazy.anyValue({ produce: () => true }),
      expression: '${var.lock}',
      directive: '%{ if var.long }PT5M%{ endif }',
    };
    expect(known(values)).toEqual({ plain: 'PT1M', zero: 0, off: false });
  });
});

describe('knownValue', () => {
  it('is the value where it is plain', () => {
    expect(knownValue('orders')).toBe('orders');
  });

  it('is undefined where only Terraform knows it', () => {
    expect(knownValue(text())).toBeUndefined();
  });
});
