import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpServerInstrumentation } from './http-server-instrumentation.js';
import type { ProcessorInstrumentation, PublisherInstrumentation } from './instrumentation.js';
import type { OwnMetric } from './own-metrics.js';

/** Makes instrumentations for what is processed and published. */
export interface Instrumentation {
  /**
   * The instrumentation of the processors of one entity.
   *
   * @param entityPath that of the receiver
   * @param server host of the namespace
   */
  readonly processor: (entityPath: string, server?: string) => ProcessorInstrumentation;
  /** @param server host of the namespace */
  readonly publisher: (server?: string) => PublisherInstrumentation;
}

/** Telemetry that is on. */
export interface Telemetry extends Instrumentation {
  /** Adds metrics of the app's own. */
  readonly observe: (metrics: readonly OwnMetric[]) => void;
  /** The instrumentation of an HTTP server of the app's own. */
  readonly httpServer: () => HttpServerInstrumentation;
  /** Answers a request with all metrics, in Prometheus' text format. Only if Prometheus was asked for. */
  readonly serveMetrics?: (request: IncomingMessage, response: ServerResponse) => void;
  /** Sends what is left, for a few seconds at most, and ends it. */
  readonly shutdown: () => Promise<void>;
}
