/** What the service has done since its start. */
export class Counts {
  /** Orders accepted, each once. */
  accepted = 0;
  /** Requests answered as the same one before. */
  again = 0;
  /** Requests that were wrong: bodies, media types, conflicts. */
  rejected = 0;
  /** Requests for which nothing could be promised. */
  unavailable = 0;
  /** Orders that the broker accepted, of this run or of the outbox. */
  published = 0;
  /** Orders that the broker can never take. */
  refused = 0;
}
