import type { Logger } from '../../logger.js';
import type { CircuitBreakerOptions } from '../../processing/circuit-breaker.js';
import type { LinkState, ProcessorInstrumentation } from '../../telemetry/instrumentation.js';
import type { Telemetry } from '../../telemetry/telemetry.js';
import { problemOf } from '../../errors.js';
import { withTelemetry, type ConsumerTelemetryOptions } from '../telemetry-options.js';
import { ConsumerHealth } from './health.js';
import { startHealthServer } from './health-server.js';

/** What is watched. */
export interface Watched {
  /** Name of the app. */
  readonly app: string;
  /** Path of the entity that it receives from. */
  readonly entityPath: string;
  /** Host of the namespace. */
  readonly server: string;
  readonly options: ConsumerTelemetryOptions;
  /** Fires when the consumer is asked to stop. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** The part of a processor's options that tells of it. */
export interface Telling {
  readonly instrumentation?: ProcessorInstrumentation;
  readonly onLink?: (state: LinkState) => void;
  readonly circuitBreaker?: CircuitBreakerOptions;
}

/** Adds to a processor's options what is needed to watch it. */
export type Watch = <Options extends Telling>(options: Options) => Options;

/**
 * Runs a consumer with telemetry, and with an endpoint for probes and Prometheus: as far as they are asked for.
 *
 * @param work is given what adds to the options of its processor
 * @throws Error if the endpoint's port cannot be had, before anything else is done; what `work` throws
 */
export function whileWatched<Result>(watched: Watched, work: (watch: Watch) => Promise<Result>): Promise<Result> {
  const { app: service, options, log } = watched;
  const asked = { service, otlp: options.otlp, prometheus: options.http !== undefined, log };
  return withTelemetry(asked, async (telemetry) => {
    const health = new ConsumerHealth();
    const close = await serve(watched, health, telemetry);
    const stopping = (): void => health.stopping();
    watched.signal.addEventListener('abort', stopping);
    try {
      return await work(watchOf(watched, health, telemetry));
    } catch (error) {
      health.failed(problemOf(error));
      throw error;
    } finally {
      watched.signal.removeEventListener('abort', stopping);
      await close();
    }
  });
}

function watchOf({ entityPath, server }: Watched, health: ConsumerHealth, telemetry: Telemetry | undefined): Watch {
  const instrumentation = telemetry?.processor(entityPath, server);
  return (options) => ({
    ...options,
    ...(instrumentation === undefined ? {} : { instrumentation }),
    onLink: (state: LinkState) => health.link(state),
    ...(options.circuitBreaker === undefined
      ? {}
      : {
          circuitBreaker: {
            ...options.circuitBreaker,
            onChange: (state: 'closed' | 'open' | 'trial') => {
              health.circuit(state);
              options.circuitBreaker?.onChange?.(state);
            },
          },
        }),
  });
}

async function serve(
  { options: { http: port, httpHost: host }, log }: Watched,
  health: ConsumerHealth,
  telemetry: Telemetry | undefined,
): Promise<() => Promise<void>> {
  if (port === undefined) return () => Promise.resolve();
  const { url, close } = await startHealthServer({ host, port, health, serveMetrics: telemetry?.serveMetrics });
  log.info({ url }, 'answering /health/live, /health/ready and /metrics');
  return close;
}
