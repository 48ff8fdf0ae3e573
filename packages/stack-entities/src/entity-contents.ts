import type { OutputKey } from '@ams/stack-outputs';
import type { BodyCheck } from '@ams/messaging-runtime';
import { objectionTo, type Contents } from './contents.js';
import { places } from './places.js';

/** Finds what the messages of a queue or topic are; undefined for one that the stack knows nothing of. */
export type ContentsOf = (entity: string) => Contents | undefined;

/**
 * What the messages of a stack's queues and topics are.
 *
 * @param outputs names of the entities, as far as the environment has them; others may be among them
 */
export function contentsByEntity(outputs: Readonly<Partial<Record<OutputKey, string>>>): ContentsOf {
  const known = new Map<string, Contents>();
  for (const { entity, contents } of Object.values(places)) {
    const name = outputs[entity];
    if (name !== undefined) known.set(name.toLowerCase(), contents);
  }
  // Service Bus takes names in any case.
  return (entity) => known.get(entity.toLowerCase());
}

/** Outputs that {@link contentsByEntity} reads. */
export const entityOutputs: readonly OutputKey[] = [...new Set(Object.values(places).map(({ entity }) => entity))];

/** Says why the consumers of a destination would refuse a body. What goes where nothing is known is not objected to. */
export function schemaCheck(contentsOf: ContentsOf): BodyCheck {
  return (body, { entity }) => {
    const contents = contentsOf(entity);
    return contents === undefined ? undefined : objectionTo(body, contents);
  };
}
