import type { ComponentChildren } from 'preact';

import { useCurrentInView } from './use-current-in-view.js';

export interface Tab {
  readonly label: string;
  readonly href: string;
  readonly current: boolean;
  /** A count or a badge after the label. */
  readonly extra?: ComponentChildren;
}

/** Views of one thing, each with an address of its own: links, and not a tab list, for each is a page that can be kept. */
export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) {
  const list = useCurrentInView<HTMLElement>(tabs.find(({ current }) => current)?.href);
  return (
    <nav class="tabs" aria-label={label} ref={list}>
      <ul>
        {tabs.map((tab) => (
          <li key={tab.href}>
            <a href={tab.href} aria-current={tab.current ? 'page' : undefined}>
              {tab.label}
              {tab.extra}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
