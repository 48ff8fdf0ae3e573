import type { z } from 'zod';

import type { jobRequest, JobView } from '../../api/index.js';
import type { DashboardContext } from '../context.js';
import { startParking, startResubmission, startUnparking } from '../dead-letters/dead-letter-jobs.js';
import { startDeletion, startPurge } from '../removal/removal-jobs.js';

type Request = z.output<typeof jobRequest>;

export type JobKind = Request['kind'];

/** Checks what is asked for, and begins it. @throws ProblemError if it cannot begin */
export type JobStarter<Kind extends JobKind> = (
  request: Extract<Request, { readonly kind: Kind }>,
  context: DashboardContext,
) => Promise<JobView>;

/** How each kind of job is begun. */
export const jobKinds: { readonly [Kind in JobKind]: JobStarter<Kind> } = {
  purge: startPurge,
  delete: startDeletion,
  resubmit: startResubmission,
  park: startParking,
  unpark: startUnparking,
};
