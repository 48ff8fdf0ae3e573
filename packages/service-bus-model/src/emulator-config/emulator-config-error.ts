/** A file that is no configuration of the emulator. The message names the place, the value, the rule and the cure. */
export class EmulatorConfigError extends Error {
  override readonly name = 'EmulatorConfigError';

  constructor(
    /** Where in the file: `UserConfig.Namespaces[0].Queues[1].Properties.LockDuration`. */
    readonly place: string,
    reason: string,
  ) {
    super(`${place}: ${reason}`);
  }
}
