/** How many connections of clients there were since the broker started. */
export class ConnectionCounters {
  opened = 0;
  closed = 0;

  /** Those that are open now. */
  get active(): number {
    return this.opened - this.closed;
  }
}
