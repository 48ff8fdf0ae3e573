import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { TextField } from './field.js';

interface ConfirmDialogProps {
  readonly title: string;
  readonly open: boolean;
  /** What has to be typed; commonly the name of the entity. */
  readonly phrase: string;
  /** What its button says: `Purge 120 messages`. */
  readonly action: string;
  /** What will be lost. */
  readonly children: ComponentChildren;
  /** Gets what was typed. The dialog stays, and shows the reason, if it fails. */
  readonly onConfirm: (typed: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks for a name to be typed before something is lost for good. */
export function ConfirmDialog({ title, open, phrase, action, children, onConfirm, onClose }: ConfirmDialogProps) {
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | undefined>();

  useEffect(() => {
    setTyped('');
    setProblem(undefined);
  }, [open]);

  const confirm = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await onConfirm(typed);
      onClose();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      title={title}
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="danger" disabled={typed !== phrase || busy} onClick={() => void confirm()}>
            {action}
          </Button>
        </>
      }
    >
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed === phrase && !busy) void confirm();
        }}
      >
        {children}
        <TextField
          label={
            <>
              Type <code>{phrase}</code> to confirm
            </>
          }
          value={typed}
          onInput={setTyped}
          error={problem}
          mono
          autoFocus
        />
      </form>
    </Dialog>
  );
}
