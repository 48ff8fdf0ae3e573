import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

import { api } from '../api-client.js';
import { Toasts, toast } from '../components/toast.js';
import { about, liveness } from '../live/live-store.js';
import { ConnectionBanner } from './connection-banner.js';
import { ShortcutsDialog } from './shortcuts-dialog.js';
import { Sidebar } from './sidebar.js';
import { useShortcuts } from './use-shortcuts.js';

/** What stands around every view: where one is, where one can go, and whether what is shown is still true. */
export function Layout({ children }: { readonly children: ComponentChildren }) {
  const shortcuts = useShortcuts();
  const stale = liveness.value.state === 'lost';

  useEffect(() => {
    // Asked for again after each interruption: another server may have come in the place of the one before.
    if (stale) return;
    api.about().then(
      (answer) => (about.value = answer),
      (error: Error) => toast(error.message, 'failed'),
    );
  }, [stale]);

  return (
    <div class={stale ? 'shell stale' : 'shell'}>
      <a class="skip" href="#content">
        Skip to content
      </a>
      <Sidebar onShortcuts={shortcuts.show} />
      <div class="stage">
        <main id="content" tabIndex={-1}>
          {children}
        </main>
        <ConnectionBanner />
      </div>
      <ShortcutsDialog open={shortcuts.shown} onClose={shortcuts.hide} />
      <Toasts />
    </div>
  );
}
