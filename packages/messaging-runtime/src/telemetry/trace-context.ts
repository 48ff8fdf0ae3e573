import {
  createTraceState,
  isSpanContextValid,
  ROOT_CONTEXT,
  trace,
  type Context,
  type SpanContext,
} from '@opentelemetry/api';

/** Properties of a message that carry the trace it belongs to, as W3C Trace Context has them. */
const traceparent = 'traceparent';
const tracestate = 'tracestate';
/** The same as `traceparent`, by the name that the Azure SDKs write and read. */
const diagnosticId = 'Diagnostic-Id';

/** Version, trace, span and flags. Later versions may add fields behind, which are not read. */
const form = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/** Longest list that W3C Trace Context asks one to pass on. */
const maxStateLength = 512;

type Properties = Readonly<Record<string, unknown>>;

/**
 * The context that a message was created in, of its application properties. None if it carries none that can be read:
 * then it begins a trace of its own.
 */
export function spanContextOf(properties: Properties | undefined): SpanContext | undefined {
  if (properties === undefined) return undefined;
  const text = properties[traceparent] ?? properties[diagnosticId];
  const [, traceId, spanId, flags] = (typeof text === 'string' && form.exec(text)) || [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const state = properties[tracestate];
  const context: SpanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
    ...(typeof state === 'string' && state !== '' && state.length <= maxStateLength
      ? { traceState: createTraceState(state) }
      : {}),
  };
  return isSpanContextValid(context) ? context : undefined;
}

/** That context as the parent of spans. */
export function parentContextOf(spanContext: SpanContext): Context {
  return trace.setSpanContext(ROOT_CONTEXT, spanContext);
}

/** Whether a message carries a trace, readable or not: then it is not this system's to replace. */
export function carriesTrace(properties: Properties | undefined): boolean {
  return properties !== undefined && (traceparent in properties || diagnosticId in properties);
}

/** The properties that have a message carry a context; none if there is no context to carry. */
export function tracePropertiesOf(context: SpanContext): Readonly<Record<string, string>> {
  if (!isSpanContextValid(context)) return {};
  const { traceId, spanId, traceFlags } = context;
  const parent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  const state = context.traceState?.serialize();
  return {
    [traceparent]: parent,
    [diagnosticId]: parent,
    ...(state === undefined || state === '' ? {} : { [tracestate]: state }),
  };
}
