export { instrument } from './instrument.js';
export type { OwnMetric } from './own-metrics.js';
export { telemetrySettings, type Export, type TelemetryOptions, type TelemetrySettings } from './settings.js';
export { startTelemetry, type TelemetrySetup } from './start-telemetry.js';
export type { Instrumentation, Telemetry } from './telemetry.js';
