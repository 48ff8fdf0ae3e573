import { previewResubmission } from '@ams/messaging-runtime';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import Long from 'long';
import type { z } from 'zod';

import type { Preview, previewRequest } from '../../api/index.js';
import type { DashboardContext } from '../context.js';
import { ProblemError } from '../problem.js';
import { alsoReached } from './also-reached.js';
import { checkFor } from './check-for.js';
import { editorFor } from './edit-of-request.js';
import { destinationOf, findPlace, sourceOf, type FailedPlace } from './failed-place.js';

/**
 * What a resubmission would do to one message, and what consumers would say to it. Nothing is moved.
 *
 * @throws ProblemError 404 for an entity or a message that is not there
 * @throws RequestError for an edit that cannot be made
 */
export async function previewEdit(
  request: z.output<typeof previewRequest>,
  context: DashboardContext,
): Promise<Preview> {
  const place = await findPlace(context, request.entity, request.subQueue);
  const to = request.to === undefined ? undefined : await context.entities.find(request.to);
  const source = sourceOf(context.client, place);
  const message = await messageAt(place, request.sequenceNumber, context);
  const rules = {
    // How often it was sent back is no matter of the edit.
    maxResubmits: Infinity,
    edit: await editorFor(request.edit),
    to: to === undefined ? undefined : destinationOf(context.client, to),
  };
  const alsoReaches = await alsoReached(context.administration, to === undefined ? place.entity : to.path);
  const account = previewResubmission(message, source, rules);
  if (account.fate === 'refused') {
    return { problem: account.problem ?? 'it cannot be edited', objection: null, alsoReaches, changes: [] };
  }
  const check = checkFor(context, rules.to ?? source);
  const checked = previewResubmission(message, source, { ...rules, check });
  return { problem: null, objection: checked.problem ?? null, alsoReaches, changes: account.changes ?? [] };
}

async function messageAt(
  place: FailedPlace,
  sequenceNumber: string,
  { client }: DashboardContext,
): Promise<ServiceBusReceivedMessage> {
  const receiver = sourceOf(client, place).openReceiver();
  try {
    const [message] = await receiver.peekMessages(1, { fromSequenceNumber: Long.fromString(sequenceNumber) });
    if (String(message?.sequenceNumber) === sequenceNumber && message !== undefined) return message;
  } finally {
    await receiver.close();
  }
  throw new ProblemError(
    'unknown-message',
    404,
    `${place.entity} has no dead letter ${sequenceNumber}, or none any more: somebody may have moved it.`,
  );
}
