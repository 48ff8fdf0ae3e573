/** What a key asks for, where no field has it. */
export type ShortcutAction =
  | { readonly kind: 'go'; readonly href: string }
  | { readonly kind: 'search' }
  | { readonly kind: 'help' }
  | { readonly kind: 'wait' };

interface Going {
  readonly key: string;
  readonly href: string;
}

/**
 * Reads keys: `g` and then the letter of a view, `/`, `?`. Anything else after `g` is forgotten.
 * @param waiting whether `g` was the key before
 */
export function readShortcut(key: string, waiting: boolean, views: readonly Going[]): ShortcutAction | null {
  if (waiting) {
    const view = views.find((each) => each.key === key);
    if (view !== undefined) return { kind: 'go', href: view.href };
  }
  if (key === 'g') return { kind: 'wait' };
  if (key === '/') return { kind: 'search' };
  if (key === '?') return { kind: 'help' };
  return null;
}
