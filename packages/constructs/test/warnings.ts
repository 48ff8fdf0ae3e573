import { TerraformStack, Testing } from 'cdktf';
import type { Construct } from 'constructs';

/** The warnings of what the function builds, `path: text`, as CDKTF shows them at synth. */
export function warnings(build: (scope: Construct) => void): readonly string[] {
  return annotations('@cdktf/warn', build);
}

/** The errors of what the function builds, `path: text`, with which CDKTF ends synth. */
export function errors(build: (scope: Construct) => void): readonly string[] {
  return annotations('@cdktf/error', build);
}

function annotations(kind: string, build: (scope: Construct) => void): readonly string[] {
  const found: string[] = [];
  const stack = new TerraformStack(Testing.app(), 'stack');
  build(stack);
  Testing.synth(stack);
  for (const node of stack.node.findAll()) {
    for (const { type, data } of node.node.metadata) {
      if (type === kind) found.push(`${node.node.path}: ${String(data)}`);
    }
  }
  return found;
}
