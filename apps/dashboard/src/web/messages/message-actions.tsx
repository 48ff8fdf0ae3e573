import type { EntityDetail } from '../../api/entities.js';
import type { MessageDetail } from '../../api/messages.js';
import type { SubQueue } from '../../api/places.js';
import { entityAddress } from '../addresses.js';
import { Button } from '../components/button.js';
import { CopyButton } from '../components/copy-button.js';
import { DeadLetterActions } from '../dead-letters/dead-letter-actions.js';
import { monitored, readOnly } from '../live/live-store.js';
import { messageAddress } from './addresses.js';
import { bytesOfBase64 } from './hex.js';
import { readOnlyReason } from './read-only.js';

interface MessageActionsProps {
  readonly entity: EntityDetail;
  readonly subQueue: SubQueue;
  readonly message: MessageDetail;
  readonly onDelete: () => void;
  /** A dialog about the message was closed: it may be gone. */
  readonly onActed: () => void;
}

/** What can be done with one message. */
export function MessageActions({ entity, subQueue, message, onDelete, onActed }: MessageActionsProps) {
  const { sequenceNumber, body } = message;
  const target = entity.topic ?? entity.path;
  const link = new URL(messageAddress(entity.path, subQueue, sequenceNumber), location.href).href;
  return (
    <div class="row" role="group" aria-label="This message">
      <DeadLetterActions
        failed={{
          entity: entity.path,
          subQueue,
          selection: { sequenceNumbers: [sequenceNumber] },
          what: `${subQueue === 'active' ? 'message' : 'dead letter'} ${sequenceNumber}`,
          example: sequenceNumber,
          message,
        }}
        onClosed={onActed}
      />
      {!readOnly.value && (
        <a class="button" href={entityAddress(target, 'send', { copy: sequenceNumber, of: entity.path, in: subQueue })}>
          Send again…
        </a>
      )}
      <Button
        onClick={() => download(`${entity.name}-${sequenceNumber}`, body.base64)}
        disabled={body.truncated}
        title={body.truncated ? 'The body is too long for this page: export the message instead' : undefined}
      >
        Download body
      </Button>
      <Button kind="danger" disabled={readOnly.value} title={readOnlyReason.value} onClick={onDelete}>
        Delete…
      </Button>
      <CopyButton text={link} label="Copy link to this message" shown="Copy link" />
      {entity.topic !== null && monitored.value && (
        <a
          href={entityAddress(
            entity.topic,
            'routing',
            message.messageId === null ? {} : { messageId: message.messageId },
          )}
        >
          Why is it here?
        </a>
      )}
    </div>
  );
}

/** Always as bytes of no known type: no browser is to open a body as a page. */
function download(name: string, base64: string): void {
  const address = URL.createObjectURL(new Blob([bytesOfBase64(base64)], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${name}.bin`;
  link.click();
  URL.revokeObjectURL(address);
}
