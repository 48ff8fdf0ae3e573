import { describeProblems } from '@ams/messages';
import { publish } from '@ams/messaging-runtime';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { entityPath, outgoingMessage } from '../../api/index.js';
import type { DashboardContext } from '../context.js';
import type { Job } from '../jobs/job.js';
import { messageToSend } from '../messages/message-to-send.js';
import { sendingTarget } from '../messages/send-route.js';
import { parseQuery } from '../parse.js';
import { ProblemError } from '../problem.js';

const mediaType = 'application/x-ndjson';

/** Largest file, in bytes: it is kept in memory until all of it is sent. */
const largestFile = 256 * 1024 * 1024;

/** Wrong lines that are told of. */
const mostProblems = 10;

const importQuery = z.object({ entity: entityPath });

/** Sends the messages of a file of NDJSON, each line one, once all of them are right: POST `/api/import`. */
export async function importRoute(app: FastifyInstance, context: DashboardContext): Promise<void> {
  app.addContentTypeParser(mediaType, { parseAs: 'buffer', bodyLimit: largestFile }, (_request, body, done) =>
    done(null, body),
  );
  app.post('/api/import', { config: { mediaType }, bodyLimit: largestFile }, async ({ query, body }, reply) => {
    const entity = await sendingTarget(parseQuery(importQuery, query).entity, context);
    const file = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const count = checkLines(file);
    const title = `Import ${count.toLocaleString('en-US')} ${count === 1 ? 'message' : 'messages'} into ${entity}`;
    const started = context.jobs.start({ kind: 'import', title, entity }, async (job) => {
      job.expect(count);
      await send(context, entity, file, job);
    });
    return reply.code(202).send(started);
  });
}

async function send({ client }: DashboardContext, entity: string, file: Buffer, job: Job): Promise<void> {
  const sender = client.createSender(entity);
  function* messages() {
    for (const { text } of linesOf(file)) yield messageToSend(outgoingMessage.parse(JSON.parse(text)));
  }
  try {
    await publish(sender, messages(), {
      oneKeyPerBatch: true,
      signal: job.signal,
      onAccepted: (accepted) => job.count('sent', accepted.length),
      onRefused: ({ message, problem }) => {
        job.count('refused');
        job.stay({ sequenceNumber: '', messageId: String(message.messageId ?? ''), problem });
      },
    });
  } finally {
    await sender.close();
  }
}

/**
 * Reads all lines.
 *
 * @returns how many messages they are
 * @throws ProblemError 400 that names wrong lines by their numbers
 */
function checkLines(file: Buffer): number {
  const problems: string[] = [];
  let count = 0;
  for (const { number, text } of linesOf(file)) {
    count += 1;
    const problem = problemOfLine(text);
    if (problem !== undefined) problems.push(`line ${number}: ${problem}`);
    if (problems.length === mostProblems) break;
  }
  if (problems.length > 0) {
    throw new ProblemError('invalid-request', 400, `Nothing was sent. Correct ${problems.join('; ')}.`);
  }
  if (count > 0) return count;
  throw new ProblemError('invalid-request', 400, 'The file has no messages: it must have a line of JSON for each.');
}

function problemOfLine(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  const { success, error } = outgoingMessage.safeParse(value);
  return success ? undefined : describeProblems(error, value, 'message');
}

/** Lines with their numbers, from 1, without empty ones. */
function* linesOf(file: Buffer): Generator<{ readonly number: number; readonly text: string }> {
  for (let start = 0, number = 1; start < file.length; number += 1) {
    const newline = file.indexOf(0x0a, start);
    const end = newline === -1 ? file.length : newline;
    const text = file.toString('utf8', start, end).trim();
    if (text !== '') yield { number, text };
    start = end + 1;
  }
}
