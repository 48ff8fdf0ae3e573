import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { Logger } from '../logger.js';
import { telemetrySettings, type TelemetryOptions } from '../telemetry/settings.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import { wholeNumber } from './option-values.js';

/** Where an app sends its telemetry. */
export function otlpOption() {
  return new Option(
    '--otlp <url>',
    'send traces and metrics to this collector by OTLP over HTTP; default: OTEL_EXPORTER_OTLP_ENDPOINT, else nowhere',
  ).argParser(httpUrl);
}

/** Where a long-running app answers probes and Prometheus. */
export function httpPortOption() {
  return new Option('--http <port>', 'answer /health/live, /health/ready and /metrics on this port; 0: any').argParser(
    wholeNumber(0, 65_535),
  );
}

/** Which interface it answers on. */
export function httpHostOption() {
  return new Option('--http-host <address>', 'interface for --http; 0.0.0.0 where probes come from outside').default(
    '127.0.0.1',
  );
}

/** What a user chose of an app's telemetry. */
export interface AppTelemetryOptions {
  readonly otlp?: string | undefined;
}

/** What a user chose of that of a long-running app. */
export interface ConsumerTelemetryOptions extends AppTelemetryOptions {
  readonly http?: number | undefined;
  readonly httpHost: string;
}

/**
 * Runs something with telemetry, if any is asked for. What is not asked for is not loaded.
 *
 * @throws what `work` throws, and an Error for variables that ask for what is not here
 */
export async function withTelemetry<Result>(
  { log, ...options }: TelemetryOptions & { readonly log: Logger },
  work: (telemetry: Telemetry | undefined) => Promise<Result>,
): Promise<Result> {
  const settings = telemetrySettings(options);
  if (settings === undefined) return work(undefined);
  const { startTelemetry } = await import('../telemetry/start-telemetry.js');
  const telemetry = await startTelemetry({ ...settings, log });
  try {
    return await work(telemetry);
  } finally {
    await telemetry.shutdown();
  }
}

function httpUrl(text: string): string {
  const isUrl = /^https?:\/\//.test(text) && URL.canParse(text);
  if (!isUrl) throw new InvalidArgumentError('It must be a URL like http://localhost:4318.');
  return text;
}
