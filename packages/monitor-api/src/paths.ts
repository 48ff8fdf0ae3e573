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
  /** {@link Routings}; `topic`, and `messageId` or `sequenceNumber`, as parameters. POST {@link TrialMessage} to try one. */
  routing: '/$local/monitor/routing',
  /** {@link Alerts} */
  alerts: '/$local/monitor/alerts',
  /** The same figures for Prometheus. */
  metrics: '/metrics',
} as const;
