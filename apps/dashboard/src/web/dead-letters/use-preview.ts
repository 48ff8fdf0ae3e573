import { useEffect, useState } from 'preact/hooks';

import type { Preview } from '../../api/index.js';
import { api } from '../api-client.js';

/** Milliseconds after the last key until the server is asked. */
const patience = 350;

export interface PreviewState {
  /** The latest answer; null until there is one. */
  readonly preview: Preview | null;
  readonly error: Error | null;
  /** Whether the answer is to what stands in the form now. */
  readonly isCurrent: boolean;
}

/**
 * Asks what a resubmission would do, some moments after the form was changed last.
 *
 * @param request as `previewRequest` of the API has it; null where there is nothing to ask
 */
export function usePreview(request: object | null): PreviewState {
  const key = JSON.stringify(request);
  const [answer, setAnswer] = useState<{ preview: Preview | null; error: Error | null; of: string }>({
    preview: null,
    error: null,
    of: '',
  });

  useEffect(() => {
    if (request === null) return;
    let isOver = false;
    const timer = setTimeout(() => {
      api.preview(request).then(
        (preview) => isOver || setAnswer({ preview, error: null, of: key }),
        (error: Error) => isOver || setAnswer({ preview: null, error, of: key }),
      );
    }, patience);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [key]);

  return { preview: answer.preview, error: answer.error, isCurrent: answer.of === key };
}
