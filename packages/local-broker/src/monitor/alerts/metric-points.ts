/** A metric in one minute, of an entity or of the namespace. */
export interface MetricPoint {
  /** When the minute began, in milliseconds since the epoch. */
  readonly at: number;
  /** How many measurements there were. */
  readonly count: number;
  /** Their sum. */
  readonly total: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** What alerts are evaluated on. */
export interface MetricPoints {
  /** Whether the broker has the Azure metric of that name; some only Azure has. */
  has(metric: string): boolean;
  /** Names of the queues and topics that there are now: the values of the dimension EntityName. */
  entities(): readonly string[];
  /**
   * Minutes in which the metric was measured, oldest first.
   *
   * @param entity a queue or topic, in any case; null for all of them together.
   * @param from when the first minute may begin
   * @param to when the last minute has ended
   */
  points(metric: string, entity: string | null, from: number, to: number): readonly MetricPoint[];
}
