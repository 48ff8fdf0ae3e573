import type { TraceHeaders } from './trace-headers.js';

/** A request whose headers are there. */
export interface ArrivedRequest {
  readonly method: string;
  /** Pattern of the path, such as `/orders/:id`; absent if nothing is served there. */
  readonly route: string | undefined;
  readonly scheme: 'http' | 'https';
  readonly headers: Readonly<Record<string, unknown>>;
  /** Whether it gets a span, beside being measured. */
  readonly traced: boolean;
}

/** A request that is traced and measured. */
export interface ObservedRequest {
  /** The trace that what comes of it belongs to. */
  readonly trace: TraceHeaders | undefined;
  /** What its lines in a log have; empty if it is not traced. */
  readonly logFields: Readonly<Record<string, string>>;
  /** The answer has left, this long after the request came. */
  answered(status: number, milliseconds: number): void;
}

/** Told of the requests of an HTTP server. Knows nothing of OpenTelemetry, so that it costs nothing unless it is used. */
export interface HttpServerInstrumentation {
  arrived(request: ArrivedRequest): ObservedRequest;
}
