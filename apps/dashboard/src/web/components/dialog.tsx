import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface DialogProps {
  readonly title: string;
  readonly open: boolean;
  /** Asked for by Escape, by a click beside it, and by its own button. */
  readonly onClose: () => void;
  /** Buttons at its end, the one that does it last. */
  readonly actions?: ComponentChildren;
  /** `wide` for what holds forms in two columns, or a diff. */
  readonly width?: 'narrow' | 'wide';
  readonly children: ComponentChildren;
}

/** A modal dialog. The browser keeps the focus in it, and gives it back to where it was. */
export function Dialog({ title, open, onClose, actions, width = 'narrow', children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = element.current;
    if (dialog === null) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);

  const onBackdrop = (event: MouseEvent) => {
    if (event.target === element.current) onClose();
  };

  return (
    <dialog
      ref={element}
      class={`dialog ${width}`}
      aria-labelledby={titleId}
      onMouseDown={onBackdrop}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      {open && (
        <div class="dialog-frame">
          <header>
            <h2 id={titleId}>{title}</h2>
            <button type="button" class="button quiet" onClick={onClose} title="Close (Esc)">
              Close
            </button>
          </header>
          <div class="dialog-body">{children}</div>
          {actions !== undefined && <footer>{actions}</footer>}
        </div>
      )}
    </dialog>
  );
}
