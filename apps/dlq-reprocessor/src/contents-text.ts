import type { DeadLetterContents, DeadLetterView } from '@ams/messaging-runtime';
import { countOf } from '@ams/messaging-runtime/cli';

/** A dead letter with all that it carries: what somebody has to know who wants to edit it. */
export function contentsText(message: DeadLetterView & DeadLetterContents): string {
  const { messageId, sequenceNumber, enqueuedAt = 'unknown', deliveryCount, resubmits } = message;
  const { reason = 'no reason', description = '', properties } = message;
  const names = Object.keys(properties).sort();
  return [
    `  ${messageId}`,
    `    number ${sequenceNumber}, enqueued ${enqueuedAt}, ${countOf(deliveryCount, 'delivery', 'deliveries')}, ${countOf(resubmits, 'return')}`,
    `    ${description === '' ? reason : `${reason}: ${description}`}`,
    ...names.map((name) => `    ${name} = ${JSON.stringify(properties[name])}`),
    ...bodyText(message).split('\n'),
  ]
    .join('\n')
    .trimEnd();
}

function bodyText({ body, bodyIs }: DeadLetterContents): string {
  const text = bodyIs === 'json' ? JSON.stringify(body, undefined, 2) : String(body);
  return indented(bodyIs === 'base64' ? `${text} (base64)` : text);
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
