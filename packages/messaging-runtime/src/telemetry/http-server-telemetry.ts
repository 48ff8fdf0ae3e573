import { ROOT_CONTEXT, SpanKind, SpanStatusCode, type Meter, type Span, type Tracer } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_URL_SCHEME,
  METRIC_HTTP_SERVER_REQUEST_DURATION,
} from '@opentelemetry/semantic-conventions';
import type { ArrivedRequest, HttpServerInstrumentation, ObservedRequest } from './http-server-instrumentation.js';
import { operationBoundaries } from './instruments.js';
import { parentContextOf, spanContextOf, traceHeadersOf } from './trace-context.js';
import { traceOfHeaders } from './trace-headers.js';

/** Methods that the conventions know; any other is counted as one, so that nobody can make numbers without end. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);

/**
 * Traces and measures requests by the OpenTelemetry semantic conventions for HTTP.
 *
 * @param tracer absent: nothing is traced, and the trace of who asks is passed on as it came
 */
export function httpServerTelemetry(tracer: Tracer | undefined, meter: Meter): HttpServerInstrumentation {
  const duration = meter.createHistogram(METRIC_HTTP_SERVER_REQUEST_DURATION, {
    unit: 's',
    description: 'Duration of HTTP server requests.',
    advice: { explicitBucketBoundaries: operationBoundaries },
  });
  return {
    arrived: (request) => {
      const span = request.traced ? startSpan(tracer, request) : undefined;
      const attributes = attributesOf(request);
      return {
        ...contextOf(span, request),
        answered: (status, milliseconds) => {
          const outcome = {
            [ATTR_HTTP_RESPONSE_STATUS_CODE]: status,
            ...(status >= 500 ? { [ATTR_ERROR_TYPE]: String(status) } : {}),
          };
          duration.record(milliseconds / 1_000, { ...attributes, ...outcome });
          span?.setAttributes(outcome);
          // What a client did wrong is no failure of who serves it.
          if (status >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
          span?.end();
        },
      };
    },
  };
}

function startSpan(tracer: Tracer | undefined, request: ArrivedRequest): Span | undefined {
  const { headers, route } = request;
  const caller = spanContextOf(headers);
  const parent = caller === undefined ? ROOT_CONTEXT : parentContextOf(caller);
  const method = methodOf(request);
  const verb = method === '_OTHER' ? 'HTTP' : method;
  const name = route === undefined ? verb : `${verb} ${route}`;
  return tracer?.startSpan(name, { kind: SpanKind.SERVER, attributes: attributesOf(request) }, parent);
}

function contextOf(span: Span | undefined, { headers }: ArrivedRequest): Omit<ObservedRequest, 'answered'> {
  if (span === undefined) return { trace: traceOfHeaders(headers), logFields: {} };
  const context = span.spanContext();
  return { trace: traceHeadersOf(context), logFields: { trace_id: context.traceId, span_id: context.spanId } };
}

function attributesOf(request: ArrivedRequest): Readonly<Record<string, string>> {
  const { route, scheme } = request;
  return {
    [ATTR_HTTP_REQUEST_METHOD]: methodOf(request),
    [ATTR_URL_SCHEME]: scheme,
    ...(route === undefined ? {} : { [ATTR_HTTP_ROUTE]: route }),
  };
}

function methodOf({ method }: ArrivedRequest): string {
  return knownMethods.has(method) ? method : '_OTHER';
}
