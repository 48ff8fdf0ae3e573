/** What surrounds a command: the process, or a test. */
export interface CommandContext {
  /** Writes a line of result to standard output. */
  readonly print: (line: string) => void;
  /** Writes a line about the run to standard error. */
  readonly report: (line: string) => void;
  /** Resolves when the command is asked to stop. */
  readonly stopped: () => Promise<void>;
}
