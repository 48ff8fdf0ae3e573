/** Properties of a message, and headers of an HTTP request, that carry the trace it belongs to: W3C Trace Context. */
export const traceparent = 'traceparent';
export const tracestate = 'tracestate';
/** The same as `traceparent`, by the name that the Azure SDKs write and read in messages. */
export const diagnosticId = 'Diagnostic-Id';

/** Version, trace, span and flags. Later versions may add fields behind, which are not read. */
const form = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/** Longest list that W3C Trace Context asks one to pass on, in characters. */
const maxStateLength = 512;

/** A trace and the span in it that what follows belongs to, as text. */
export interface TraceHeaders {
  readonly traceparent: string;
  readonly tracestate?: string | undefined;
}

/** The parts of a `traceparent`; none of what is no such text. */
export function partsOfTraceparent(text: unknown): { traceId: string; spanId: string; flags: number } | undefined {
  const [, traceId, spanId, flags] = (typeof text === 'string' && form.exec(text)) || [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) & 1 };
}

/** @param flags 1 if the trace is sampled, else 0 */
export function traceparentOf(traceId: string, spanId: string, flags: number): string {
  return `00-${traceId}-${spanId}-0${flags & 1}`;
}

/** What of a `tracestate` is passed on: nothing of one that is too long. */
export function stateToPassOn(text: unknown): string | undefined {
  return typeof text === 'string' && text !== '' && text.length <= maxStateLength ? text : undefined;
}

/** The trace that a request belongs to by its headers. None if they have none that can be read. */
export function traceOfHeaders(headers: Readonly<Record<string, unknown>>): TraceHeaders | undefined {
  const parts = partsOfTraceparent(headers[traceparent]);
  if (parts === undefined) return undefined;
  const state = stateToPassOn(headers[tracestate]);
  return {
    traceparent: traceparentOf(parts.traceId, parts.spanId, parts.flags),
    ...(state === undefined ? {} : { tracestate: state }),
  };
}

/** The properties that have a message belong to a trace. */
export function propertiesOfTrace(trace: TraceHeaders): Readonly<Record<string, string>> {
  return {
    [traceparent]: trace.traceparent,
    [diagnosticId]: trace.traceparent,
    ...(trace.tracestate === undefined ? {} : { [tracestate]: trace.tracestate }),
  };
}
