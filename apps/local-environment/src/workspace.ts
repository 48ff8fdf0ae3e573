import { findWorkspaceRoot, OutputsError } from '@ams/stack-outputs';

/** Folder of the workspace that the program is run in. @throws OutputsError outside of one. */
export function workspaceRoot(): string {
  const root = findWorkspaceRoot();
  if (root === undefined) {
    throw new OutputsError(`No nx.json at or above ${process.cwd()}: run this inside of the workspace.`);
  }
  return root;
}
