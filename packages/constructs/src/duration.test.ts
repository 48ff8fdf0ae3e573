import { DurationError } from '@ams/service-bus-model';
import { Lazy, Token } from 'cdktf';
import { Duration, isoDuration, type DurationInput } from './duration.js';

describe('isoDuration', () => {
  it('leaves text as it is', () => {
    expect(isoDuration('PT60M')).toBe('PT60M');
  });

  it('leaves out what is not given', () => {
    expect(isoDuration(undefined)).toBeUndefined();
  });

  it.each<[string, DurationInput]>([
    ['dayjs and moment', { toISOString: () => 'PT5M' }],
    ['luxon', { toISO: () => 'PT5M' }],
    ['aws-cdk', { toIsoString: () => 'PT5M' }],
    ['Temporal', { toJSON: () => 'PT5M' }],
    ['this package', Duration.minutes(5)],
  ])('reads the durations of %s', (_, input) => {
    expect(isoDuration(input)).toBe('PT5M');
  });

  it.each([
    ['PT60M', 'PT1H'],
    ['PT300S', 'PT5M'],
    ['P2W', 'P14D'],
    ['PT36H', 'P1DT12H'],
  ])('writes %s of an object as Azure does, %s', (given, written) => {
    expect(isoDuration({ toISO: () => given })).toBe(written);
  });

  it('leaves months to the validation of the property, which refuses them', () => {
    expect(isoDuration({ toISO: () => 'P1M' })).toBe('P1M');
  });

  it.each<[unknown, string]>([
    [30, '30'],
    [{ toISO: () => null }, 'null'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
  ])('makes of %p the text %p, which no property accepts', (input, text) => {
    expect(isoDuration(input as DurationInput)).toBe(text);
  });

  it('leaves to Terraform what only Terraform knows', () => {
    const texts = [Lazy.stringValue({ produce: () => 'PT5M' }), Token.asAny('${var.lock}') as unknown as DurationInput];
    expect(texts.map((text) => Token.isUnresolved(isoDuration(text)))).toEqual([true, true]);
  });

  it('takes no date and no number, by type', () => {
    // @ts-expect-error A date is no span of time.
    const date: DurationInput = new Date(0);
    // @ts-expect-error A number has no unit.
    const number: DurationInput = 30;
    expect([date, number]).toHaveLength(2);
  });
});

describe('Duration', () => {
  it.each([
    [Duration.seconds(45), 'PT45S'],
    [Duration.minutes(90), 'PT1H30M'],
    [Duration.hours(24), 'P1D'],
    [Duration.days(14), 'P14D'],
    [Duration.seconds(0.5), 'PT0.5S'],
  ])('%# is ISO 8601 text', (duration, text) => {
    expect([duration.toISOString(), `${duration}`]).toEqual([text, text]);
  });

  it.each([-1, Number.NaN])('is not made of %p', (count) => {
    expect(() => Duration.minutes(count)).toThrow(DurationError);
  });
});
