/** A receiver could not be told. The message is for people, and holds no secret. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';

  /**
   * @param isPassing whether another attempt may succeed.
   */
  constructor(
    message: string,
    readonly isPassing: boolean,
  ) {
    super(message);
  }
}
