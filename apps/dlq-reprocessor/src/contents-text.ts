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
    ...names.map((name) => `    ${name} = ${valueText(properties[name])}`),
    indented(bodyText(message), 4),
  ].join('\n');
}

/** A text of several lines, as a stack is, stays one. */
function valueText(value: unknown): string {
  return typeof value === 'string' && value.includes('\n') ? indented(value, 6).trimStart() : JSON.stringify(value);
}

function bodyText({ body, bodyIs }: DeadLetterContents): string {
  const text = bodyIs === 'json' ? JSON.stringify(body, undefined, 2) : String(body);
  return bodyIs === 'base64' ? `${text} (base64)` : text;
}

function indented(text: string, spaces: number): string {
  return text.replaceAll(/^/gm, ' '.repeat(spaces));
}
