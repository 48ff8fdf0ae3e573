import type { BodyCheck, Destination } from '@ams/messaging-runtime';
import { contentsByEntity, schemaCheck } from '@ams/stack-entities';

import type { DashboardContext } from '../context.js';

/**
 * What the consumers of a destination would object to; undefined where the stack knows nothing of it, so that not even JSON
 * can be expected there.
 */
export function checkFor({ names }: DashboardContext, { entity }: Destination): BodyCheck | undefined {
  const contentsOf = contentsByEntity(names);
  return contentsOf(entity) === undefined ? undefined : schemaCheck(contentsOf);
}
