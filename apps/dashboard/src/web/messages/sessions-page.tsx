import type { EntityDetail } from '../../api/index.js';
import { EmptyState } from '../components/states.js';

/** The sessions of a queue or subscription that requires them. */
export function SessionsPage({ entity }: { readonly entity: EntityDetail }) {
  return <EmptyState title={`Sessions of ${entity.path}`} />;
}
