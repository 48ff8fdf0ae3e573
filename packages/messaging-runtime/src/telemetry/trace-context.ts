import {
  createTraceState,
  isSpanContextValid,
  ROOT_CONTEXT,
  trace,
  type Context,
  type SpanContext,
} from '@opentelemetry/api';
import {
  diagnosticId,
  partsOfTraceparent,
  propertiesOfTrace,
  stateToPassOn,
  traceparent,
  traceparentOf,
  tracestate,
  type TraceHeaders,
} from './trace-headers.js';

type Properties = Readonly<Record<string, unknown>>;

/**
 * The context that a message was created in, of its application properties. None if it carries none that can be read:
 * then it begins a trace of its own.
 */
export function spanContextOf(properties: Properties | undefined): SpanContext | undefined {
  if (properties === undefined) return undefined;
  const parts = partsOfTraceparent(properties[traceparent] ?? properties[diagnosticId]);
  if (parts === undefined) return undefined;
  const { traceId, spanId, flags } = parts;
  const state = stateToPassOn(properties[tracestate]);
  const context: SpanContext = {
    traceId,
    spanId,
    traceFlags: flags,
    isRemote: true,
    ...(state === undefined ? {} : { traceState: createTraceState(state) }),
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

/** A context as text; none if there is no context to pass on. */
export function traceHeadersOf(context: SpanContext): TraceHeaders | undefined {
  if (!isSpanContextValid(context)) return undefined;
  const { traceId, spanId, traceFlags } = context;
  const state = context.traceState?.serialize();
  return {
    traceparent: traceparentOf(traceId, spanId, traceFlags),
    ...(state === undefined || state === '' ? {} : { tracestate: state }),
  };
}

/** The properties that have a message carry a context; none if there is no context to carry. */
export function tracePropertiesOf(context: SpanContext): Readonly<Record<string, string>> {
  const headers = traceHeadersOf(context);
  return headers === undefined ? {} : propertiesOfTrace(headers);
}
