import { readText } from './attributes.js';
import type { Resolve } from './references.js';
import { placeOf, resourcesOfType, type StackDocument, type StackResource } from './stack-document.js';
import { SynthesizedStackError } from './synthesized-stack-error.js';

/** How a resource says what it is part of. */
export interface ParentLink {
  /** The attribute that holds the parent's id. */
  readonly attribute: string;
  readonly parentType: string;
}

/**
 * The resource that another is part of.
 * @param toAddress resolves an id to the address of its resource
 * @throws SynthesizedStackError the stack does not have it, or it is of another type
 */
export function readParent(
  child: StackResource,
  { attribute, parentType }: ParentLink,
  document: StackDocument,
  toAddress: Resolve,
): StackResource {
  const address = readText(child, attribute, toAddress);
  const parent = document.resources.get(address);
  if (parent?.type === parentType) return parent;
  throw new SynthesizedStackError(
    placeOf(child, attribute),
    `${address} is no ${parentType} of this stack. Refer to the id of one that is.`,
  );
}

/** All resources of a type by the address of what they are part of. @throws SynthesizedStackError one is part of nothing */
export function groupByParent(
  type: string,
  link: ParentLink,
  document: StackDocument,
  toAddress: Resolve,
): (parent: StackResource) => readonly StackResource[] {
  const links = resourcesOfType(document, type).map((child) => ({
    child,
    parent: readParent(child, link, document, toAddress),
  }));
  return (wanted) => links.flatMap(({ child, parent }) => (parent === wanted ? [child] : []));
}
