import type { ComponentChildren } from 'preact';

import { ProblemError } from '../api-client.js';
import { liveness } from '../live/live-store.js';
import type { Resource } from '../live/resource.js';
import { Button } from './button.js';

interface EmptyStateProps {
  readonly title: string;
  /** Why there is nothing, and what would change it. */
  readonly children?: ComponentChildren;
  readonly action?: ComponentChildren;
}

/** Nothing is there, and that is no failure. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div class="state empty">
      <p class="state-title">{title}</p>
      {children !== undefined && <p>{children}</p>}
      {action}
    </div>
  );
}

/** Something could not be had: what, why, and how to try again. */
export function ErrorState({ error, onRetry }: { readonly error: Error; readonly onRetry?: () => void }) {
  const title = error instanceof ProblemError ? error.title : 'Something went wrong';
  return (
    <div class="state failed" role="alert">
      <p class="state-title">{title}</p>
      <p>{error.message}</p>
      {onRetry !== undefined && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}

/** Bars in place of what is on its way, as high as that will be, so that nothing jumps. */
export function Loading({
  lines = 4,
  label = 'Loading',
}: {
  readonly lines?: number | undefined;
  readonly label?: string;
}) {
  return (
    <div class="skeleton" role="status" aria-label={label} aria-busy="true">
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}

interface LoadedProps<T> {
  readonly resource: Resource<T>;
  /** Bars that are shown until the first answer. */
  readonly lines?: number | undefined;
  readonly children: (data: T) => ComponentChildren;
}

/**
 * What a resource holds, or why it does not. A failure to ask again leaves what is known, with a word about it; while
 * nothing answers at all, the banner says so for the whole page.
 */
export function Loaded<T>({ resource, lines, children }: LoadedProps<T>) {
  const { data, error, reload } = resource;
  if (data === null) return error === null ? <Loading lines={lines} /> : <ErrorState error={error} onRetry={reload} />;
  return (
    <>
      {error !== null && liveness.value.state !== 'lost' && <ErrorState error={error} onRetry={reload} />}
      {children(data)}
    </>
  );
}
