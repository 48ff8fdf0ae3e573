import type { Meter, Tracer } from '@opentelemetry/api';
import { createInstruments } from './instruments.js';
import { ProcessorTelemetry } from './processor-telemetry.js';
import { PublisherTelemetry } from './publisher-telemetry.js';
import type { Instrumentation } from './telemetry.js';

/**
 * Instrumentation for a process that has set up OpenTelemetry by itself.
 *
 * @param tracer absent: nothing is traced, and messages carry no trace
 */
export function instrument({ tracer, meter }: { tracer?: Tracer | undefined; meter: Meter }): Instrumentation {
  const instruments = createInstruments(meter);
  const processors = new Map<string, ProcessorTelemetry>();
  return {
    processor: (entityPath, server) => {
      const key = `${server ?? ''} ${entityPath}`;
      // One for each entity, since two would tell two numbers for the same thing.
      const processor = processors.get(key) ?? new ProcessorTelemetry(tracer, instruments, entityPath, server);
      processors.set(key, processor);
      return processor;
    },
    publisher: (server) => new PublisherTelemetry(tracer, instruments, server),
  };
}
