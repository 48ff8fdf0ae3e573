import { parkDeadLetters, resubmitDeadLetters, unpark } from '@ams/messaging-runtime';
import { contentsByEntity, schemaCheck } from '@ams/stack-entities';

import type { JobStarter } from '../jobs/job-kinds.js';
import { ProblemError } from '../problem.js';
import { checkFor } from './check-for.js';
import { editorFor } from './edit-of-request.js';
import { destinationOf, findPlace, isParking, parkingOf, parkingQueueOf, sourceOf } from './failed-place.js';
import { meantBy, meantText } from './meant.js';
import { moving } from './move-job.js';

/** Sends dead letters back, or elsewhere. */
export const startResubmission: JobStarter<'resubmit'> = async (request, context) => {
  const { selection, to, subQueue, maxResubmits, newId, park, checkSchema } = request;
  if (subQueue === 'transferDeadLetter' && to === undefined) {
    throw new ProblemError(
      'invalid-request',
      400,
      'Say with "to" where they are to go: they were on their way to another entity, and do not tell to which.',
    );
  }
  const place = await findPlace(context, request.entity, subQueue);
  const target = to === undefined ? undefined : await context.entities.find(to);
  const source = sourceOf(context.client, place);
  const destination = target === undefined ? undefined : destinationOf(context.client, target);
  const meant = await meantBy(selection, place);
  const rules = {
    edit: await editorFor(request.edit),
    to: destination,
    check: checkSchema ? checkFor(context, destination ?? source) : undefined,
    parking: park ? parkingOf(context) : undefined,
    maxResubmits,
    newId,
  };
  const noun = subQueue === 'deadLetter' ? 'dead letters' : 'failed transfers';
  const where = target === undefined ? '' : ` to ${target.path}`;
  const title = `Resubmit ${meantText(selection, noun)} of ${place.entity}${where}`;
  return context.jobs.start(
    { kind: 'resubmit', title, entity: place.entity },
    moving(context, meant, (options) => resubmitDeadLetters(source, { ...rules, ...options })),
  );
};

/** Puts dead letters aside. */
export const startParking: JobStarter<'park'> = async ({ entity, selection }, context) => {
  const place = await findPlace(context, entity, 'deadLetter');
  if (isParking(context, place.entity)) {
    throw new ProblemError(
      'invalid-request',
      400,
      `${place.entity} is the parking queue itself: choose another queue.`,
    );
  }
  const parking = parkingOf(context);
  const meant = await meantBy(selection, place);
  const title = `Park ${meantText(selection, 'dead letters')} of ${place.entity}`;
  const source = sourceOf(context.client, place);
  return context.jobs.start(
    { kind: 'park', title, entity: place.entity },
    moving(context, meant, (options) => parkDeadLetters(source, { parking, ...options })),
  );
};

/** Takes up again what was parked. */
export const startUnparking: JobStarter<'unpark'> = async ({ selection, checkSchema }, context) => {
  const { client, entities, jobs } = context;
  const { path, kind } = await entities.find(parkingQueueOf(context));
  const place = { entity: path, subQueue: 'active' } as const;
  const meant = await meantBy(selection, place);
  // Whoever parked them wrote down the path of a queue or subscription; topics take none back.
  const known = (await entities.list()).filter((each) => each.kind !== 'topic');
  const homes = new Map(known.map((each) => [each.path.toLowerCase(), destinationOf(client, each)]));
  const rules = { check: checkSchema ? schemaCheck(contentsByEntity(context.names)) : undefined };
  return jobs.start(
    { kind: 'unpark', title: `Unpark ${meantText(selection, 'messages')} of ${kind} ${path}`, entity: path },
    moving(context, meant, (options) =>
      unpark(sourceOf(client, place), (home) => homes.get(home.toLowerCase()), { ...rules, ...options }),
    ),
  );
};
