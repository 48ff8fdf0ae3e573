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
export function correct(stage: Stage): Promise<ReprocessorSummary> {
  return move(stage, edit);
}

/** Sends all dead letters back. */
export function sendBack(stage: Stage): Promise<ReprocessorSummary> {
  return move(stage, ['resubmit', ...operator]);
}

/** Parks what was sent back once already, and is among the dead letters again: no cure helps it. */
export function park(stage: Stage): Promise<ReprocessorSummary> {
  return move(stage, ['resubmit', '--max-resubmits', '1', '--park', ...operator]);
}

async function move({ apps, print }: Stage, args: readonly string[]): Promise<ReprocessorSummary> {
  print(asTyped(...args));
  const summary = await apps.run('dlq-reprocessor', args, reprocessorSummary);
  const counts = [`${total(summary, 'resubmitted')} sent back`, `${total(summary, 'parked')} parked`];
  print(`  ${counts.filter((count) => !count.startsWith('0 ')).join(', ') || 'nothing to send back'}`);
  return summary;
}

function total({ sources }: ReprocessorSummary, count: 'resubmitted' | 'parked'): number {
  return sources.reduce((sum, source) => sum + source[count], 0);
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
