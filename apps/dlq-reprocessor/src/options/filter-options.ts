import { filterOf, readCondition, type DeadLetterFilter, type FilterSpec } from '@ams/messaging-runtime';
import { duration } from '@ams/messaging-runtime/cli';
import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { understood, valuesOf } from './requests.js';

/** The filter's options, as commander reads them. */
export interface FilterOptions extends Pick<FilterSpec, 'reason' | 'olderThan' | 'newerThan'> {
  readonly property?: FilterSpec['properties'];
  readonly bodyPath?: FilterSpec['body'];
  readonly messageId?: FilterSpec['messageIds'];
  readonly sequenceNumber?: FilterSpec['sequenceNumbers'];
}

/** Ten years: longer than any message waits, and short enough to be counted back from today. */
const age = duration(0, 10 * 365 * 86_400_000);

/** A command that is about some of the dead letters. */
export function filteringCommand(name: string) {
  return new Command(name)
    .option('--reason <text>', 'only those with this text in reason or description, in any case')
    .option(
      '--property <condition>',
      'only those with this application property: name, name=value, or with != < <= > >= or ~ (contains); may be repeated',
      valuesOf(readCondition),
    )
    .option(
      '--body-path <condition>',
      "only those with something at this JSONPath in the body, or with this value there: '$.amount', '$.amount>=100'; may be repeated",
      valuesOf(readCondition),
    )
    .option('--older-than <age>', 'only those enqueued this long ago or longer: 90s, 2h, 1d12h, PT2H', age)
    .option('--newer-than <age>', 'only those enqueued since', age)
    .option('--message-id <id>', 'only the one with this id; may be repeated', valuesOf(String))
    .option('--sequence-number <number>', 'only the one with this number; may be repeated', valuesOf(sequenceNumber));
}

/** The filter that the options ask for. @throws UsageError */
export function filterFrom(options: FilterOptions): Promise<DeadLetterFilter> {
  const { reason, olderThan, newerThan, property, bodyPath, messageId, sequenceNumber: numbers } = options;
  return understood(
    filterOf({
      reason,
      olderThan,
      newerThan,
      properties: property,
      body: bodyPath,
      messageIds: messageId,
      sequenceNumbers: numbers,
    }),
  );
}

function sequenceNumber(text: string): string {
  if (/^\d+$/.test(text)) return text;
  throw new InvalidArgumentError('It must be a whole number, as list shows it.');
}
