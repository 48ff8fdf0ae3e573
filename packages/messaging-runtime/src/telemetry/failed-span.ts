import { SpanStatusCode, type Span } from '@opentelemetry/api';
import { problemOf } from '../errors.js';
import { redact } from '../redact.js';
import { attribute } from './attributes.js';
import { errorTypeOf } from './error-type.js';

/** Longest stack that a span keeps, in characters. */
const maxStackLength = 4_096;

/** Marks what a span stands for as failed, and tells why. Secrets in the error's texts are left out. */
export function failSpan(span: Span, error: unknown): void {
  if (!span.isRecording()) return;
  const type = errorTypeOf(error);
  const message = redact(problemOf(error));
  span.setAttribute(attribute.errorType, type);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  span.recordException({ name: type, message, ...stackOf(error) });
}

function stackOf(error: unknown): { readonly stack?: string } {
  const stack = error instanceof Error ? error.stack : undefined;
  return stack === undefined ? {} : { stack: redact(stack).slice(0, maxStackLength) };
}
