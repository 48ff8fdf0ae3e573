/** Arguments for Node that run a program of the workspace from its TypeScript source, without a build. */
export function fromSource(program: string, ...args: readonly string[]): string[] {
  return ['--conditions=@ams/source', '--import', 'tsx', program, ...args];
}
