/** A client's link, as the one who holds locks: locks keep the count, so that nobody has to look through them. */
export class LockOwner {
  /** Messages that it holds under lock now. */
  locked = 0;

  /**
   * @param connectionId number of the connection; it may be gone before the lock is.
   * @param containerId name that the client gave itself.
   * @param link name of the link.
   */
  constructor(
    readonly connectionId: string,
    readonly containerId: string,
    readonly link: string,
  ) {}
}
