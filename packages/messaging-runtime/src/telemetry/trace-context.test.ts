import { trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { carriesTrace, parentContextOf, spanContextOf, tracePropertiesOf } from './trace-context.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const sampled = `00-${traceId}-${spanId}-01`;

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });

describe('the trace that a message carries', () => {
  test('is read as W3C Trace Context', () => {
    expect(spanContextOf({ traceparent: sampled })).toEqual({ traceId, spanId, traceFlags: 1, isRemote: true });
  });

  test('is read by the name that the Azure SDKs write', () => {
    expect(spanContextOf({ 'Diagnostic-Id': sampled })).toMatchObject({ traceId, spanId });
  });

  test('keeps the state that vendors add', () => {
    const context = spanContextOf({ traceparent: sampled, tracestate: 'vendor=1,other=2' });
    expect(context?.traceState?.get('other')).toBe('2');
  });

  test('of a later version is read as far as it is known', () => {
    expect(spanContextOf({ traceparent: `cc-${traceId}-${spanId}-01-what-is-new` })).toMatchObject({ traceId, spanId });
  });

  test.each([
    ['no text', 42],
    ['nothing', ''],
    ['an id of an earlier kind', '|4bf92f35.1.'],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['a span of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['capital letters', sampled.toUpperCase()],
    ['the version that must not be', `ff-${traceId}-${spanId}-01`],
  ])('is none if it is %s', (_, traceparent) => {
    expect(spanContextOf({ traceparent })).toBeUndefined();
  });

  test('whatever is there instead is borne', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (traceparent, tracestate) => {
        const context = spanContextOf({ traceparent, tracestate });
        expect(context === undefined || typeof context.traceId === 'string').toBe(true);
      }),
    );
  });

  test('is what was written', () => {
    const ids = fc.tuple(hex(32), hex(16), fc.constantFrom(0, 1)).filter(([a, b]) => /[^0]/.test(a) && /[^0]/.test(b));
    fc.assert(
      fc.property(ids, ([trace, span, traceFlags]) => {
        const properties = tracePropertiesOf({ traceId: trace, spanId: span, traceFlags });
        expect(spanContextOf(properties)).toMatchObject({ traceId: trace, spanId: span, traceFlags });
        expect(properties['Diagnostic-Id']).toBe(properties['traceparent']);
      }),
    );
  });

  test('is not written where there is none', () => {
    expect(tracePropertiesOf({ traceId: '0'.repeat(32), spanId, traceFlags: 0 })).toEqual({});
  });

  test('can be the parent of spans', () => {
    const context = spanContextOf({ traceparent: sampled });
    expect(context && trace.getSpanContext(parentContextOf(context))).toBe(context);
  });

  test.each([
    [{ traceparent: 'not readable' }, true],
    [{ 'Diagnostic-Id': '|4bf92f35.1.' }, true],
    [{ kind: 'order' }, false],
    [undefined, false],
  ])('is seen in %j: %s', (properties, carries) => {
    expect(carriesTrace(properties)).toBe(carries);
  });
});
