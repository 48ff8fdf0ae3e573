import { Readable } from 'node:stream';

import type { FastifyInstance } from 'fastify';

import { exportQuery, type MessagePlace } from '../../api/index.js';
import type { DashboardContext } from '../context.js';
import { filterOfMessages } from '../messages/message-filter.js';
import { holdingPlace } from '../messages/message-routes.js';
import { openReceiver } from '../messages/open-place.js';
import { peekAll } from '../messages/scan.js';
import { parseQuery } from '../parse.js';
import { lineOfMessage } from './line-of-message.js';

/** Messages as a file of NDJSON, a line each, which stays where they are: `/api/export`. */
export async function exportRoute(app: FastifyInstance, context: DashboardContext): Promise<void> {
  app.get('/api/export', async ({ query }, reply) => {
    const asked = parseQuery(exportQuery, query, ['system', 'property', 'body', 'sequenceNumbers']);
    const place = await holdingPlace(asked, context);
    const isMeant = await filterOfMessages(asked, place);
    async function* lines(): AsyncGenerator<string> {
      const receiver = openReceiver(context.client, place);
      try {
        for await (const message of peekAll(receiver)) {
          if (isMeant(message)) yield `${JSON.stringify(lineOfMessage(message))}\n`;
        }
      } finally {
        await receiver.close();
      }
    }
    return reply
      .type('application/x-ndjson; charset=utf-8')
      .header('content-disposition', `attachment; filename="${fileName(place)}"`)
      .send(Readable.from(lines()));
  });
}

function fileName({ entity, subQueue }: MessagePlace): string {
  const name = `${entity}${subQueue === 'active' ? '' : `-${subQueue}`}`;
  return `${name.replaceAll(/[^\w.-]+/g, '-')}.ndjson`;
}
