/** Where the broker answers, under its own address; GET, unless it says otherwise. */
export const monitorPaths = {
  /** {@link Figures} */
  figures: '/$local/monitor/figures',
  /** {@link History}; `entity` (default: the namespace) and `resolution` as parameters. */
  history: '/$local/monitor/history',
  /** {@link Connections} */
  connections: '/$local/monitor/connections',
  /** {@link Locks}; `entity` as a parameter. */
  locks: '/$local/monitor/locks',
  /**
   * {@link Routings}; parameters are `topic`, `messageId` or `sequenceNumber` (the number in the topic, which is
   * `enqueuedSequenceNumber` of the copies) for some messages alone, and `limit` (1 to 200, default 50). POST
   * {@link TrialMessage} to try the rules on a message that is not sent; the answer is a {@link Routing}.
   */
  routing: '/$local/monitor/routing',
  /** {@link Alerts} */
  alerts: '/$local/monitor/alerts',
  /** The same figures for Prometheus. */
  metrics: '/metrics',
} as const;
