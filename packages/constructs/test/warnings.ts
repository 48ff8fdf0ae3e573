import { TerraformStack, Testing } from 'cdktf';
import type { Construct } from 'constructs';

/** The warnings of what the function builds, `path: text`, as CDKTF shows them at synth. */
export function warnings(build: (scope: Construct) => void): readonly string[] {
  const found: string[] = [];
  const stack = new TerraformStack(Testing.app(), 'stack');
  build(stack);
  Testing.synth(stack);
  for (const node of stack.node.findAll()) {
    for (const { type, data } of node.node.metadata) {
      if (type === '@cdktf/warn') found.push(`${node.node.path}: ${String(data)}`);
    }
  }
  return found;
}
