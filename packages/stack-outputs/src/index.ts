export * from './definitions.js';
export * from './errors.js';
export {
  loadStackOutputs,
  outputsFileVariable,
  type LoadStackOutputsOptions,
  type StackOutputs,
} from './load-stack-outputs.js';
export { findWorkspaceRoot, outputsFilePath, serializeOutputs } from './outputs-file.js';
