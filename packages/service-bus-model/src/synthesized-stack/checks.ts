import { placeOf, type StackResource } from './stack-document.js';
import { SynthesizedStackError } from './synthesized-stack-error.js';

/** What was read, beside where it was read from. */
export interface Entry<Definition> {
  readonly resource: StackResource;
  readonly definition: Definition;
}

/** Azure's names do not differ by case. @throws SynthesizedStackError two entries have one name */
export function checkNamesAreUnique(entries: readonly Entry<{ readonly name: string }>[]): void {
  const seen = new Map<string, StackResource>();
  for (const { resource, definition } of entries) {
    const other = seen.get(definition.name.toLowerCase());
    if (other !== undefined) {
      const reason = `"${definition.name}" is taken by ${placeOf(other)}. Choose another name.`;
      throw new SynthesizedStackError(placeOf(resource, 'name'), reason);
    }
    seen.set(definition.name.toLowerCase(), resource);
  }
}

interface Forwarding {
  readonly forwardTo?: string;
  readonly forwardDeadLetteredMessagesTo?: string;
}

/** Azure wants a target to exist when its source is made. @throws SynthesizedStackError a target does not exist */
export function checkForwarding(
  sources: readonly Entry<Forwarding>[],
  targets: readonly Entry<{ readonly name: string }>[],
): void {
  const names = new Set(targets.map(({ definition }) => definition.name.toLowerCase()));
  for (const { resource, definition } of sources) {
    for (const [attribute, target] of [
      ['forward_to', definition.forwardTo],
      ['forward_dead_lettered_messages_to', definition.forwardDeadLetteredMessagesTo],
    ] as const) {
      if (target === undefined || names.has(target.toLowerCase())) continue;
      const reason = `the stack has no queue or topic "${target}". Create it in this stack, or name one that is there.`;
      throw new SynthesizedStackError(placeOf(resource, attribute), reason);
    }
  }
}
