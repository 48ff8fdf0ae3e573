import type { EntityDetail } from '../../api/index.js';
import { EmptyState } from '../components/states.js';

/** Sends messages to a queue or a topic. */
export function SendPage({ entity }: { readonly entity: EntityDetail }) {
  return <EmptyState title={`Send to ${entity.path}`} />;
}
