import { ProblemError } from './problem.js';

export interface BodyRules {
  /** Largest body, in bytes. */
  readonly bodyLimit: number;
}

/** Any error of a request as the problem that its sender is told of. */
export function problemOfError(error: unknown, { bodyLimit }: BodyRules): ProblemError {
  if (error instanceof ProblemError) return error;
  const { code, statusCode, message } = fieldsOf(error);
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ProblemError('body-too-large', 413, `A body has at most ${bodyLimit.toLocaleString('en-US')} bytes.`);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ProblemError(
        'unsupported-media-type',
        415,
        'Send JSON, with the header Content-Type: application/json.',
        {
          headers: { 'accept-post': 'application/json' },
        },
      );
    case 'FST_UNDER_PRESSURE':
      return new ProblemError('unavailable', 503, 'The service has more to do than it can. Try again later.');
  }
  if (statusCode >= 400 && statusCode < 500) return new ProblemError('malformed-request', statusCode, message);
  return new ProblemError('internal-error', 500, 'The reason is in the log of the service.');
}

function fieldsOf(error: unknown): { readonly code: unknown; readonly statusCode: number; readonly message: string } {
  if (!(error instanceof Error)) return { code: undefined, statusCode: 500, message: String(error) };
  const statusCode: unknown = Reflect.get(error, 'statusCode');
  return {
    code: Reflect.get(error, 'code'),
    statusCode: typeof statusCode === 'number' ? statusCode : 500,
    message: error.message,
  };
}
