import { useState } from 'preact/hooks';

import type { JobRequest, JobView } from '../../api/index.js';
import { api } from '../api-client.js';

/** A job that a dialog begins and watches. */
export interface StartedJob {
  readonly job: JobView | undefined;
  readonly busy: boolean;
  readonly problem: string | undefined;
  readonly start: (request: JobRequest) => Promise<void>;
}

export function useJob(): StartedJob {
  const [job, setJob] = useState<JobView | undefined>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | undefined>();
  const start = async (request: JobRequest) => {
    setBusy(true);
    setProblem(undefined);
    try {
      setJob(await api.startJob(request));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return { job, busy, problem, start };
}
