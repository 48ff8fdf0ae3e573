import type { EntityDetail, SubQueue } from '../../api/index.js';
import { EmptyState } from '../components/states.js';

export interface MessagesPageProps {
  readonly entity: EntityDetail;
  readonly subQueue: SubQueue;
  /** The message that is open; null where it is the list alone. */
  readonly sequenceNumber: string | null;
}

/** The messages of an entity, of its dead letters, or of its transfer dead letters. */
export function MessagesPage({ entity }: MessagesPageProps) {
  return <EmptyState title={`Messages of ${entity.path}`} />;
}
