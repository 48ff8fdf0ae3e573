import { useLocation } from 'preact-iso';

import { Badge, type Tone } from '../components/badge.js';
import { useCurrentInView } from '../components/use-current-in-view.js';
import { formatCount } from '../format.js';
import { about, deadLetterCount, firingCount, liveness, runningJobs } from '../live/live-store.js';
import { themes, theme, type Theme } from '../theme.js';
import { views, viewOf, type View } from './views.js';

/** Where one is and can go, and how it stands there. */
export function Sidebar({ onShortcuts }: { readonly onShortcuts: () => void }) {
  const { path } = useLocation();
  const current = viewOf(path);
  const list = useCurrentInView<HTMLElement>(current.href);
  return (
    <aside class="sidebar" aria-label="Namespace and views">
      <Brand />
      <nav class="views" aria-label="Views" ref={list}>
        <ul>
          {views.map((view) => (
            <li key={view.href}>
              <a href={view.href} aria-current={view === current ? 'page' : undefined} title={`g then ${view.key}`}>
                {view.label}
                <ViewCount view={view} />
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <footer>
        <LiveSign />
        <ThemeSwitch />
        <button type="button" class="button quiet" onClick={onShortcuts}>
          Shortcuts <kbd>?</kbd>
        </button>
      </footer>
    </aside>
  );
}

function Brand() {
  const known = about.value;
  return (
    <div class="brand">
      <a href="/" class="brand-mark" aria-label="Overview of the namespace">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M3 8h15M3 16h9M3 24h15" />
          <path class="brand-switch" d="M18 8c6 0 4 8 11 8M18 24c6 0 4-8 11-8" />
          <circle cx="16.5" cy="16" r="2.5" />
        </svg>
      </a>
      <div class="brand-text">
        <strong>{known?.environment ?? '…'}</strong>
        <span title={known?.namespace}>{known?.namespace ?? 'connecting'}</span>
      </div>
      {known?.readOnly === true && <Badge>read-only</Badge>}
    </div>
  );
}

function ViewCount({ view }: { readonly view: View }) {
  const { count, tone, what } = countOf(view);
  if (count === 0) return null;
  return (
    <Badge tone={tone}>
      {formatCount(count)}
      <span class="hidden"> {what}</span>
    </Badge>
  );
}

function countOf({ key }: View): { readonly count: number; readonly tone: Tone; readonly what: string } {
  switch (key) {
    case 'd':
      return { count: deadLetterCount.value, tone: 'warning', what: 'dead letters' };
    case 'a':
      return { count: firingCount.value, tone: 'critical', what: 'firing' };
    case 'j':
      return { count: runningJobs.value, tone: 'accent', what: 'running' };
    default:
      return { count: 0, tone: 'neutral', what: '' };
  }
}

const signs = { connecting: 'Connecting', live: 'Live', lost: 'Not connected' } as const;

function LiveSign() {
  const { state } = liveness.value;
  return <p class={`live-sign ${state}`}>{signs[state]}</p>;
}

const themeNames: Readonly<Record<Theme, string>> = { system: 'Auto', light: 'Light', dark: 'Dark' };

function ThemeSwitch() {
  return (
    <div class="switch" role="group" aria-label="Theme">
      {themes.map((each) => (
        <button key={each} type="button" aria-pressed={theme.value === each} onClick={() => (theme.value = each)}>
          {themeNames[each]}
        </button>
      ))}
    </div>
  );
}
