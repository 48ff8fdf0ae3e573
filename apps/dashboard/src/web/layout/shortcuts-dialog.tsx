import { Dialog } from '../components/dialog.js';
import { views } from './views.js';

interface ShortcutsDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

const general = [
  { keys: ['/'], what: 'Search or filter' },
  { keys: ['↑', '↓'], what: 'Walk through the rows of a table' },
  { keys: ['Enter'], what: 'Open the row' },
  { keys: ['Space'], what: 'Select the row; with Shift all up to it' },
  { keys: ['n'], what: 'Next message, where one is open' },
  { keys: ['p'], what: 'Previous message' },
  { keys: ['Esc'], what: 'Close a dialog, or the open message' },
  { keys: ['?'], what: 'Show these keys' },
] as const;

export function ShortcutsDialog({ open, onClose }: ShortcutsDialogProps) {
  const going = views.map(({ key, label }) => ({ keys: ['g', key], what: `Go to ${label.toLowerCase()}` }));
  return (
    <Dialog title="Keyboard shortcuts" open={open} onClose={onClose}>
      <dl class="shortcuts">
        {[...going, ...general].map(({ keys, what }) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
