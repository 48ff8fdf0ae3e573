import type { EntityDetail } from '../../api/entities.js';
import type { MessagePage } from '../../api/messages.js';
import type { SubQueue } from '../../api/places.js';
import { entityAddress } from '../addresses.js';
import { EmptyState } from '../components/states.js';
import { plural } from '../format.js';

interface NoMessagesProps {
  readonly entity: EntityDetail;
  readonly subQueue: SubQueue;
  readonly page: MessagePage;
  readonly isFiltered: boolean;
  readonly from: string | undefined;
}

/** Why a page has no messages, and what to do about it. */
export function NoMessages({ entity, subQueue, page, isFiltered, from }: NoMessagesProps) {
  const { next, scanned } = page;
  if (isFiltered) {
    return (
      <EmptyState title={next === null ? 'No message matches' : 'No message matched so far'}>
        {plural(scanned, 'message')} looked at.{' '}
        {next === null
          ? 'Change the filter, or take it away.'
          : `There are more from ${next}: go on looking, or narrow the filter.`}
      </EmptyState>
    );
  }
  if (from !== undefined) {
    return <EmptyState title={`Nothing from sequence number ${from}`}>Messages may be before it, or gone.</EmptyState>;
  }
  if (subQueue === 'deadLetter') {
    return (
      <EmptyState title="No dead letters">
        Messages come here when they expire, are delivered too often, or are dead-lettered by their consumer.
      </EmptyState>
    );
  }
  if (subQueue === 'transferDeadLetter') {
    return (
      <EmptyState title="No transfer dead letters">
        Messages come here when they cannot be forwarded to another entity.
      </EmptyState>
    );
  }
  const target = entity.topic ?? entity.path;
  return (
    <EmptyState title="No messages" action={<a href={entityAddress(target, 'send')}>Send one to {target}</a>}>
      {entity.forwardTo === null
        ? 'They were all taken, or none was sent yet.'
        : `What comes here is forwarded to ${entity.forwardTo}.`}
    </EmptyState>
  );
}
