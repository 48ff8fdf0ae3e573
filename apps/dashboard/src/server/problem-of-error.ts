import {
  type Attempt,
  explainFailure,
  isRefusal,
  isTransient,
  MessagingFailure,
  redact,
  RequestError,
} from '@ams/messaging-runtime';

import { ProblemError } from './problem.js';

/** Errors of the client and of the identity that it connects by. */
const namesOfClient: ReadonlySet<string> = new Set([
  'RestError',
  'MessagingError',
  'ServiceBusError',
  'AggregateError',
  'CredentialFailure',
]);

/** Any error of a request as the problem that the page is told of. No detail has a key in it. */
export function problemOfError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof RequestError) return new ProblemError('invalid-request', 400, error.message);
  if (error instanceof MessagingFailure) return ofNamespace(error, error.cause);
  const { name, code, statusCode, message } = fieldsOf(error);
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new ProblemError('too-large', 413, redact(message));
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new ProblemError(
      'unsupported-media-type',
      415,
      'Send JSON, with the header content-type: application/json.',
    );
  }
  if (namesOfClient.has(name)) {
    return ofNamespace(explainFailure(error, { action: 'ask', entity: 'the namespace' }), error);
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ProblemError('invalid-request', statusCode, redact(message));
  }
  return new ProblemError('internal-error', 500, 'The reason is in the log of the dashboard.', { cause: error });
}

/** An error of the client as one that says what was tried. What says so already stays as it is. */
export function explained(error: unknown, attempt: Attempt): Error {
  return error instanceof ProblemError || error instanceof RequestError ? error : explainFailure(error, attempt);
}

/** What the namespace answered, or that it did not. */
function ofNamespace(failure: MessagingFailure, cause: unknown): ProblemError {
  const detail = redact(failure.message);
  const { name, code, statusCode } = fieldsOf(cause);
  if (code === 'MessagingEntityNotFound' || code === 'MessageEntityNotFoundError' || statusCode === 404) {
    return new ProblemError('unknown-entity', 404, detail, { cause });
  }
  if (isTransient(cause) || code === 'REQUEST_SEND_ERROR')
    return new ProblemError('unavailable', 503, detail, { cause });
  // 401 and 403 would say that the page's user lacks a right, and not the dashboard.
  const isUpstream = isRefusal(cause) || name === 'CredentialFailure' || (statusCode ?? 0) >= 400;
  const status = isUpstream ? 502 : 422;
  return new ProblemError('refused', status, detail, { cause });
}

interface ErrorFields {
  readonly name: string;
  readonly code: unknown;
  readonly statusCode: number | undefined;
  readonly message: string;
}

function fieldsOf(error: unknown): ErrorFields {
  if (!(error instanceof Error)) return { name: '', code: undefined, statusCode: undefined, message: String(error) };
  const statusCode: unknown = Reflect.get(error, 'statusCode');
  return {
    name: error.name,
    code: Reflect.get(error, 'code'),
    statusCode: typeof statusCode === 'number' ? statusCode : undefined,
    message: error.message,
  };
}
