import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { about } from '../live/live-store.js';

interface PageProps {
  /** Also the title of the browser's tab. */
  readonly title: string;
  /** What stands in the head instead of the plain title; holds no `h1` of its own. */
  readonly heading?: ComponentChildren;
  readonly lead?: ComponentChildren;
  /** Buttons and fields at the end of the head. */
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

let isFirst = true;

/** The frame of every view: head, actions, content. Takes the focus when it comes by navigation, so that readers hear of it. */
export function Page({ title, heading, lead, actions, children }: PageProps) {
  const headline = useRef<HTMLHeadingElement>(null);
  const environment = about.value?.environment;

  useEffect(() => {
    document.title = environment === undefined ? title : `${title} · ${environment}`;
  }, [title, environment]);

  useEffect(() => {
    if (!isFirst) headline.current?.focus({ preventScroll: true });
    isFirst = false;
  }, []);

  return (
    <div class="page">
      <header class="page-head">
        <div class="page-title">
          <h1 ref={headline} tabIndex={-1}>
            {heading ?? title}
          </h1>
          {lead !== undefined && <p class="lead">{lead}</p>}
        </div>
        {actions !== undefined && <div class="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A part of a page with a headline of its own. */
export function Section({ title, actions, children }: SectionProps) {
  return (
    <section class="section" aria-label={title}>
      <header class="section-head">
        <h2>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  );
}
