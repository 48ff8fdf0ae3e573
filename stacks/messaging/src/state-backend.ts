import { AzurermBackend, LocalBackend, type TerraformBackend, type TerraformStack } from 'cdktf';
import type { StateBackendSettings } from './settings/schema.js';

/** Tells the stack where Terraform keeps its state. */
export function addStateBackend(stack: TerraformStack, backend: StateBackendSettings): TerraformBackend {
  if (backend.type === 'local') return new LocalBackend(stack);
  const { resourceGroup, storageAccount, container, key } = backend;
  return new AzurermBackend(stack, {
    resourceGroupName: resourceGroup,
    storageAccountName: storageAccount,
    containerName: container,
    key,
  });
}
