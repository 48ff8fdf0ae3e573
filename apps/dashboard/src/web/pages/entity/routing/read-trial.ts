import type { TrialMessage } from '@ams/monitor-api';

/** What rules look at beside application properties. */
export const trialFields = [
  { name: 'subject', label: 'Subject' },
  { name: 'correlationId', label: 'Correlation id' },
  { name: 'messageId', label: 'Message id' },
  { name: 'sessionId', label: 'Session id' },
  { name: 'to', label: 'To' },
  { name: 'replyTo', label: 'Reply to' },
  { name: 'contentType', label: 'Content type' },
] as const;

export type TrialField = (typeof trialFields)[number]['name'];

type Scalar = string | number | boolean | null;

interface Trial {
  /** Null where the lines are wrong. */
  readonly message: TrialMessage | null;
  readonly problem: string | null;
}

/** A message to try out of what was typed. Fields that are empty are not set. */
export function readTrial(
  topic: string,
  fields: Readonly<Partial<Record<TrialField, string>>>,
  propertyLines: string,
): Trial {
  const lines = propertyLines.split('\n').map((line) => line.trim());
  const wrong = lines.findIndex((line) => line !== '' && line.indexOf('=') < 1);
  if (wrong >= 0) {
    const problem = `Line ${wrong + 1}, "${lines[wrong] ?? ''}", is no property. Write name=value.`;
    return { message: null, problem };
  }
  const applicationProperties = Object.fromEntries(
    lines
      .filter((line) => line !== '')
      .map((line) => {
        const sign = line.indexOf('=');
        return [line.slice(0, sign).trim(), scalarOf(line.slice(sign + 1).trim())];
      }),
  );
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
  return { message: { topic, ...given, applicationProperties }, problem: null };
}

/** Numbers, booleans, null and text in quotation marks are read as JSON has them; all else is text. */
function scalarOf(text: string): Scalar {
  if (!/^(-?\d|true$|false$|null$|")/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return isScalar(value) ? value : text;
  } catch {
    // `2024-05-01` begins like a number, and is text.
    return text;
  }
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
