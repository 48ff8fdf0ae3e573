import type { JobView, MessagePlace } from '../../api/index.js';
import type { DashboardContext } from '../context.js';
import { meantBy, meantText } from '../dead-letters/meant.js';
import type { JobStarter } from '../jobs/job-kinds.js';
import { holdingPlace } from '../messages/message-routes.js';
import { nameOfPlace, withReceiver } from '../messages/open-place.js';
import { ProblemError } from '../problem.js';
import { removeAll } from './remove.js';
import { survey, type SurveyOptions } from './survey.js';

/** Deletes all messages of a place that are there when it begins, but for those that are scheduled or deferred. */
export const startPurge: JobStarter<'purge'> = async ({ entity, subQueue, confirm }, context) => {
  const place = await holdingPlace({ entity, subQueue }, context);
  confirmed(place, confirm);
  const title = `Purge ${nameOfPlace(place)}`;
  return remove(context, place, { kind: 'purge', title }, { isMeant: ({ state }) => state === 'active' });
};

/** Deletes messages that are picked, or match. */
export const startDeletion: JobStarter<'delete'> = async ({ entity, subQueue, selection, confirm }, context) => {
  const place = await holdingPlace({ entity, subQueue }, context);
  confirmed(place, confirm);
  const { filter, expected } = await meantBy(selection, place);
  const title = `Delete ${meantText(selection, 'messages')} of ${nameOfPlace(place)}`;
  return remove(context, place, { kind: 'delete', title }, { isMeant: filter, expected });
};

async function remove(
  { client, entities, jobs }: DashboardContext,
  place: MessagePlace,
  subject: Pick<JobView, 'kind' | 'title'>,
  meant: Pick<SurveyOptions, 'isMeant' | 'expected'>,
): Promise<JobView> {
  const { requiresSession } = await entities.locate(place.entity);
  // Sub-queues have no sessions, whatever their messages carry.
  const bySession = requiresSession && place.subQueue === 'active';
  return jobs.start({ ...subject, entity: place.entity }, (job) =>
    withReceiver(client, place, 'delete messages of', async (receiver) => {
      const found = await survey(receiver, { ...meant, bySession, signal: job.signal });
      if (job.signal.aborted) return;
      job.expect(found.total);
      await removeAll(client, place, found, job);
    }),
  );
}

/** What is deleted is lost: whoever wants that types the name of the entity. @throws ProblemError 400 */
function confirmed({ entity }: MessagePlace, confirm: string): void {
  if (confirm === entity) return;
  throw new ProblemError(
    'not-confirmed',
    400,
    `What is deleted cannot be had back: confirm it by the entity's name, "${entity}"; it was "${confirm}".`,
  );
}
