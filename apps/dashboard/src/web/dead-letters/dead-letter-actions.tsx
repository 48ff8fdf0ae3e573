import { useState } from 'preact/hooks';

import { Button } from '../components/button.js';
import { about, readOnly } from '../live/live-store.js';
import { readOnlyReason } from '../messages/read-only.js';
import './dead-letters.css';
import type { FailedSelection } from './failed-selection.js';
import { MoveDialog } from './move-dialog.js';
import { ResubmitDialog } from './resubmit-dialog.js';
import { UnparkDialog } from './unpark-dialog.js';

interface DeadLetterActionsProps {
  readonly failed: FailedSelection;
  /** Called when a dialog is opened: it lasts no longer than what shows these buttons. */
  readonly onOpened?: (() => void) | undefined;
  /** Called when a dialog is closed: what is shown may be gone. */
  readonly onClosed?: (() => void) | undefined;
}

type Asked = 'resubmit' | 'edit' | 'park' | 'unpark' | undefined;

/** Buttons for what can be done about failed messages; none for messages that did not fail. */
export function DeadLetterActions({ failed, onOpened, onClosed }: DeadLetterActionsProps) {
  const [asked, setAsked] = useState<Asked>();
  const { entity, subQueue, selection, what } = failed;
  const parkingQueue = about.value?.parkingQueue ?? null;
  const isParked = subQueue === 'active' && entity === parkingQueue;
  if (subQueue === 'active' && !isParked) return null;

  const close = () => {
    setAsked(undefined);
    onClosed?.();
  };
  const open = (ask: Asked) => {
    setAsked(ask);
    onOpened?.();
  };
  const button = (label: string, ask: Asked) => (
    <Button disabled={readOnly.value} title={readOnlyReason.value} onClick={() => open(ask)}>
      {label}
    </Button>
  );

  if (isParked) {
    return (
      <>
        {button('Unpark…', 'unpark')}
        <UnparkDialog failed={failed} open={asked === 'unpark'} onClose={close} />
      </>
    );
  }
  return (
    <>
      {button('Resubmit…', 'resubmit')}
      {button('Edit and resubmit…', 'edit')}
      {subQueue === 'deadLetter' && parkingQueue !== null && entity !== parkingQueue && button('Park…', 'park')}
      <ResubmitDialog
        failed={failed}
        edits={asked === 'edit'}
        open={asked === 'resubmit' || asked === 'edit'}
        onClose={close}
      />
      <MoveDialog
        title={`Park ${what}`}
        action={`Park ${what}`}
        request={{ kind: 'park', entity, selection }}
        open={asked === 'park'}
        onClose={close}
      >
        <p>
          They wait in {parkingQueue} and do not expire there, until somebody takes them up again. They keep what is
          known of their failures.
        </p>
      </MoveDialog>
    </>
  );
}
