import { useLocation } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';

import { readShortcut } from './shortcut-keys.js';
import { views } from './views.js';

/** How long `g` waits for its letter, in milliseconds. */
const patience = 1_500;

/** Listens for the page's keys. A view's search field takes `/` by the attribute `data-search`. */
export function useShortcuts() {
  const { route } = useLocation();
  const [shown, setShown] = useState(false);
  const waitsSince = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTaken(event.target)) return;
      const action = readShortcut(event.key, performance.now() - waitsSince.current < patience, views);
      waitsSince.current = action?.kind === 'wait' ? performance.now() : Number.NEGATIVE_INFINITY;
      if (action === null || action.kind === 'wait') return;
      event.preventDefault();
      if (action.kind === 'go') route(action.href);
      else if (action.kind === 'help') setShown(true);
      else document.querySelector<HTMLInputElement>('[data-search] input')?.focus();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [route]);

  return { shown, show: () => setShown(true), hide: () => setShown(false) };
}

/** Whether keys are text where the focus is, or a dialog is open and has them. */
export function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]') !== null) return true;
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}
