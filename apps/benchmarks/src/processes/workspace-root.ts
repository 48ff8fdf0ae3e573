import { findWorkspaceRoot, OutputsError } from '@ams/stack-outputs';

/** Folder of the workspace. @throws OutputsError outside of it. */
export function workspaceRoot(): string {
  const root = findWorkspaceRoot();
  if (root !== undefined) return root;
  throw new OutputsError(`No nx.json at or above ${process.cwd()}: run this inside of the workspace.`);
}
