import { useCallback, useEffect, useState } from 'preact/hooks';

import { liveness } from './live-store.js';

/** Something that is asked for. While it is asked for again, what was known stays. */
export interface Resource<T> {
  readonly data: T | null;
  readonly error: Error | null;
  readonly loading: boolean;
  readonly reload: () => void;
}

interface Answer<T> {
  readonly data: T | null;
  readonly error: Error | null;
  readonly loading: boolean;
  readonly of: string;
}

/**
 * Asks for something when a view appears, and again when `key` changes.
 * @param every milliseconds after which it is asked for again, for what no event tells of
 */
export function useResource<T>(key: string, ask: (signal: AbortSignal) => Promise<T>, every?: number): Resource<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ data: null, error: null, loading: true, of: key });
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((before) => before + 1), []);

  useEffect(() => {
    const controller = new AbortController();
    // What belongs to another key must not stand under this one.
    setAnswer((before) => ({ data: before.of === key ? before.data : null, error: null, loading: true, of: key }));
    ask(controller.signal).then(
      (data) => setAnswer({ data, error: null, loading: false, of: key }),
      (error: Error) => {
        if (controller.signal.aborted) return;
        setAnswer((before) => ({ ...before, error, loading: false }));
      },
    );
    return () => controller.abort();
  }, [key, turn]);

  useEffect(() => {
    if (every === undefined) return;
    const timer = setInterval(reload, every);
    return () => clearInterval(timer);
  }, [every]);

  const isLost = liveness.value.state === 'lost';
  useEffect(() => {
    // What could not be had while nothing answered can be had now.
    if (!isLost && answer.error !== null) reload();
  }, [isLost]);

  return { data: answer.of === key ? answer.data : null, error: answer.error, loading: answer.loading, reload };
}
