import { namesOf, parts } from '../parts.js';
import { groupsTable } from '../report.js';
import type { Stage } from '../stage.js';
import { deadLetterGroup, reprocessorSummary, type ReprocessorSummary } from '../summaries.js';

/** An order with an amount that nobody takes, and what its customer says that it should have been. */
const wrongOrder = 'order-0026';
const correction = '[{"op":"replace","path":"/amount","value":99.6}]';

/** Who sends messages back, by what they tell. */
const operator = ['--by', 'support'] as const;

/** Properties that tell where a message comes from. */
const provenance = ['resubmit_count', 'resubmitted_by', 'last_dead_letter_reason', 'edited'] as const;

/** More than there are in the story. */
const mostWaiting = 100;

/** What a command looks like to a user. */
const asTyped = (...args: readonly string[]): string =>
  `$ npm run reprocess-dlq -- ${args.map((arg) => (/[[{ ]/.test(arg) ? `'${arg}'` : arg)).join(' ')}`;

const edit = ['resubmit', '--source', 'queue', '--message-id', wrongOrder, '--patch', correction, ...operator];
const trial = [...edit, '--dry-run'];

/** Shows what the dead letters have in common, and what a correction of one of them would do. */
export async function look(stage: Stage): Promise<void> {
  const { apps, print } = stage;
  const [groups, plan] = await Promise.all([
    apps.list('dlq-reprocessor', ['groups'], deadLetterGroup),
    apps.tell('dlq-reprocessor', trial),
  ]);
  const partOf = (source: string): string => parts.find((part) => namesOf(part, stage).source === source) ?? source;
  print(`${asTyped('groups')}\n${groupsTable(groups, partOf)}`);
  print('\nAn order has a wrong amount. The customer names the right one. What a correction would do:');
  print(`${asTyped(...trial)}\n${plan}`);
}

/** Corrects the order, and sends it back. */
export function correct({ apps, print }: Stage): Promise<ReprocessorSummary> {
  print(asTyped(...edit));
  return apps.run('dlq-reprocessor', edit, reprocessorSummary);
}

/** Sends all dead letters back. */
export function sendBack({ apps, print }: Stage): Promise<ReprocessorSummary> {
  const args = ['resubmit', ...operator];
  print(asTyped(...args));
  return apps.run('dlq-reprocessor', args, reprocessorSummary);
}

/** Parks what was sent back once already, and is among the dead letters again: no cure helps it. */
export function park({ apps, print }: Stage): Promise<ReprocessorSummary> {
  const args = ['resubmit', '--max-resubmits', '1', '--park', ...operator];
  print(asTyped(...args));
  return apps.run('dlq-reprocessor', args, reprocessorSummary);
}

/** Shows what the corrected order tells about where it comes from. */
export async function showProvenance({ client, outputs, print }: Stage): Promise<void> {
  const receiver = client.createReceiver(outputs.queueName);
  const waiting = await receiver.peekMessages(mostWaiting);
  await receiver.close();
  const properties = waiting.find(({ messageId }) => messageId === wrongOrder)?.applicationProperties ?? {};
  const told = provenance.map((name) => `${name}=${String(properties[name])}`);
  print(`${wrongOrder} is in its queue again and tells: ${told.join(', ')}`);
}
