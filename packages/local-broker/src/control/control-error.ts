/** A refusal over HTTP: its status code, and a text that says what to do instead. */
export class ControlError extends Error {
  override readonly name = 'ControlError';

  constructor(
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
  }
}
