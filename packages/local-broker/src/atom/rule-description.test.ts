import { TimeSpan, type FilterDefinition, type RuleDefinition } from '@ams/service-bus-model';
import fc from 'fast-check';

import { formatRule, readRule } from './rule-description.js';
import { formatXml, parseXml } from './xml.js';

const createdAt = Date.UTC(2026, 0, 1);

function written(definition: RuleDefinition): string {
  return formatXml(formatRule({ definition, createdAt }));
}

describe('a rule as XML', () => {
  it('is written in the order and with the types that clients look for', () => {
    const filter = { kind: 'correlation', label: 'a', properties: { count: 2, ratio: 1.5 } } as const;
    expect(written({ name: 'mine', filter, action: { sqlExpression: "SET b = 'c'" } })).toBe(
      '<?xml version="1.0" encoding="utf-8"?><RuleDescription>' +
        '<Filter i:type="CorrelationFilter"><Label>a</Label><Properties>' +
        '<KeyValueOfstringanyType><Key>count</Key>' +
        '<Value i:type="d6p1:int" xmlns:d6p1="http://www.w3.org/2001/XMLSchema">2</Value></KeyValueOfstringanyType>' +
        '<KeyValueOfstringanyType><Key>ratio</Key>' +
        '<Value i:type="d6p1:double" xmlns:d6p1="http://www.w3.org/2001/XMLSchema">1.5</Value></KeyValueOfstringanyType>' +
        '</Properties></Filter><Action i:type="SqlRuleAction"><SqlExpression>SET b = &apos;c&apos;</SqlExpression>' +
        '<CompatibilityLevel>20</CompatibilityLevel></Action>' +
        '<CreatedAt>2026-01-01T00:00:00.000Z</CreatedAt><Name>mine</Name></RuleDescription>',
    );
  });

  it.each<[FilterDefinition['kind'], string]>([
    ['true', '<Filter i:type="TrueFilter"><SqlExpression>1=1</SqlExpression>'],
    ['false', '<Filter i:type="FalseFilter"><SqlExpression>1=0</SqlExpression>'],
  ])('has an expression for those who know SQL alone: %s', (kind, filter) => {
    expect(written({ name: 'mine', filter: { kind } as FilterDefinition })).toContain(filter);
  });

  it('comes back as it was', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme-composite' });
    const value = fc.oneof(
      text,
      fc.boolean(),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
      fc.date({ noInvalidDate: true, min: new Date(0) }),
      fc.integer().map((ticks) => new TimeSpan(ticks)),
    );
    const values = fc.dictionary(
      text.filter((key) => key !== '__proto__'),
      value,
      { minKeys: 1, noNullPrototype: true },
    );
    const expression = fc.record(
      { sqlExpression: text, parameters: values },
      { requiredKeys: ['sqlExpression'], noNullPrototype: true },
    );
    const filter: fc.Arbitrary<FilterDefinition> = fc.oneof(
      fc.constantFrom<FilterDefinition>({ kind: 'true' }, { kind: 'false' }),
      expression.map((sql) => ({ kind: 'sql', ...sql }) as const),
      fc
        .record(
          { correlationId: text, messageId: text, to: text, label: text, sessionId: text, properties: values },
          { requiredKeys: [], noNullPrototype: true },
        )
        .map((members) => ({ kind: 'correlation', ...members }) as const),
    );
    const rule = fc.record(
      { name: fc.constant('mine'), filter, action: expression },
      { requiredKeys: ['name', 'filter'], noNullPrototype: true },
    );
    fc.assert(fc.property(rule, (one) => expect(readRule(parseXml(written(one)), 'mine')).toEqual(one)));
  });

  it('may use any prefix for types', () => {
    const source =
      '<RuleDescription><Filter p4:type="SqlFilter" xmlns:p4="http://www.w3.org/2001/XMLSchema-instance">' +
      '<SqlExpression>a = @p</SqlExpression><Parameters><KeyValueOfstringanyType><Key>@p</Key>' +
      '<Value p4:type="l28:double" xmlns:l28="http://www.w3.org/2001/XMLSchema">3</Value>' +
      '</KeyValueOfstringanyType></Parameters></Filter></RuleDescription>';
    expect(readRule(parseXml(source), 'mine')).toEqual({
      name: 'mine',
      filter: { kind: 'sql', sqlExpression: 'a = @p', parameters: { '@p': 3 } },
    });
  });

  it("shows a time as it came: Python's have no zone", () => {
    const source = `<RuleDescription>${typedValue('dateTime', '2020-07-05T11:12:13')}</RuleDescription>`;
    const rule = readRule(parseXml(source), 'mine');
    expect(rule.filter).toMatchObject({ properties: { a: new Date('2020-07-05T11:12:13Z') } });
    expect(written(rule)).toContain('>2020-07-05T11:12:13.000</Value>');
  });

  it.each([
    ['an unknown filter', '<Filter type="GeoFilter"/>', "Filter is 'GeoFilter'"],
    ['an unknown action', '<Action type="CallHome"/>', "Action is 'CallHome'"],
    ['a value of an unknown type', typedValue('anyURI', 'urn:a'), "'anyURI' is none"],
    ['a number that is none', typedValue('int', 'two'), 'whole number'],
    ['a number that would be rounded', typedValue('long', '9223372036854775807'), 'at most 53 bits'],
    ['a time that is none', typedValue('dateTime', 'noon'), "'2026-01-01T12:00:00Z'"],
    ['a duration that is none', typedValue('duration', 'P1Y'), "'P1DT2H30M'"],
    ['a truth that is none', typedValue('boolean', 'maybe'), "'true' or 'false'"],
  ])('is refused with %s', (_, members, reason) => {
    expect(() => readRule(parseXml(`<RuleDescription>${members}</RuleDescription>`), 'mine')).toThrow(reason);
  });
});

function typedValue(type: string, value: string): string {
  return (
    '<Filter type="CorrelationFilter"><Properties><KeyValueOfstringanyType>' +
    `<Key>a</Key><Value type="x:${type}">${value}</Value></KeyValueOfstringanyType></Properties></Filter>`
  );
}
