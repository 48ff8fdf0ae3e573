import { effect, signal } from '@preact/signals';

/** `system` follows what the reader's system says. */
export const themes = ['system', 'light', 'dark'] as const;

export type Theme = (typeof themes)[number];

const storageKey = 'ams-theme';

export const theme = signal<Theme>(storedTheme());

/** Keeps the document, and what the browser remembers, as {@link theme} says. */
export function applyTheme(): void {
  effect(() => {
    const chosen = theme.value;
    if (chosen === 'system') {
      delete document.documentElement.dataset['theme'];
      localStorage.removeItem(storageKey);
    } else {
      document.documentElement.dataset['theme'] = chosen;
      localStorage.setItem(storageKey, chosen);
    }
  });
}

function storedTheme(): Theme {
  const stored = typeof localStorage === 'undefined' ? null : localStorage.getItem(storageKey);
  return themes.find((each) => each === stored) ?? 'system';
}
