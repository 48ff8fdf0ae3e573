/** What surrounds an app's command: the process, or a test. */
export interface AppContext {
  /** Fires when the app is asked to stop. */
  readonly signal: AbortSignal;
  /** Writes a line of result to standard output. */
  readonly print: (line: string) => void;
  /** Writes a line about the run to standard error. */
  readonly report: (line: string) => void;
  /** Width of the terminal that results are written to, in characters. Absent where they go elsewhere: to a file or a pipe. */
  readonly columns?: number | undefined;
}
