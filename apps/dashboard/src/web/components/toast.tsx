import { signal } from '@preact/signals';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'done' | 'failed';
  readonly link: { readonly href: string; readonly label: string } | undefined;
}

const toasts = signal<readonly Toast[]>([]);
const shownFor = 6_000;
let last = 0;

/** Says something in passing: that a thing was done, or that it failed. What matters longer belongs into the page. */
export function toast(text: string, kind: Toast['kind'] = 'done', link?: Toast['link']): void {
  last += 1;
  const id = last;
  toasts.value = [...toasts.value, { id, text, kind, link }];
  setTimeout(() => dismiss(id), shownFor);
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((each) => each.id !== id);
}

/** Where they appear: always there, for a live region that comes with its text is not read out. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, kind, link }) => (
        <div key={id} class={`toast ${kind}`}>
          <span>{text}</span>
          {link !== undefined && <a href={link.href}>{link.label}</a>}
          <button type="button" class="button quiet" aria-label="Dismiss" onClick={() => dismiss(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
