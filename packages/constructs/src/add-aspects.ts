import { Aspects, TerraformStack, type App, type IAspect } from 'cdktf';

/**
 * Adds aspects to all stacks that the app has by now. CDKTF visits stacks and what is in them, and never an app:
 * `Aspects.of(app).add(…)` is taken, and does nothing.
 */
export function addAspects(app: App, ...aspects: readonly IAspect[]): void {
  for (const node of app.node.findAll()) {
    if (!TerraformStack.isStack(node)) continue;
    for (const aspect of aspects) Aspects.of(node).add(aspect);
  }
}
