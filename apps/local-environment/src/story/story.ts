import { fileURLToPath } from 'node:url';

import { type Account, balance } from './account.js';
import { consume, consumers, failEvery, longestDelay, total, type Runs } from './chapters/consume.js';
import { correct, look, park, sendBack, showProvenance } from './chapters/cure.js';
import { readLedgers } from './ledgers.js';
import { countParked } from './parked.js';
import { namesOf, parts, type Part } from './parts.js';
import { setStage, type Stage, type StoryOptions } from './stage.js';
import { producerSummary, type ReprocessorSummary } from './summaries.js';

/** Traffic that an older producer left behind, some of it in its own format, some of it wrong. */
export const sampleFile = fileURLToPath(new URL('../../data/sample.ndjson', import.meta.url));

/** What the apps did, in the order in which they did it. */
interface Course {
  readonly sent: Readonly<Record<'orders' | 'events', number>>;
  readonly first: Runs;
  readonly deadLettered: Readonly<Record<Part, number>>;
  readonly edited: ReprocessorSummary;
  readonly returned: ReprocessorSummary;
  readonly second: Runs;
  readonly parked: ReadonlyMap<string, number>;
}

/** Produces, consumes, dead-letters, cures, processes again and parks the rest, with the apps as a user runs them. */
export async function tellStory(options: StoryOptions): Promise<readonly Account[]> {
  const stage = setStage(options);
  const name = options.topology.namespace.name;
  stage.print(`The namespace ${name} is up on localhost:${options.broker.port}, its journal on disk.`);
  try {
    const course = await run(stage);
    return parts.map((part) => accountOf(part, course, stage));
  } finally {
    await stage.client.close();
  }
}

async function run(stage: Stage): Promise<Course> {
  const { apps, print } = stage;
  print('\nThe producer sends what an older one left behind, some of it in an earlier format, some of it wrong ...');
  const produced = await apps.run('producer', ['--file', sampleFile, '--unchecked'], producerSummary);
  const sent = { orders: produced.orders.sent, events: produced.events.sent };
  print(`Sent ${sent.orders} orders to the queue and ${sent.events} events to the topic.`);

  print(`\nTwo queue consumers, billing and analytics process them. Every ${failEvery}th message fails twice ...`);
  const first = await consume(stage, '--fail-every', String(failEvery));
  print(retryText(first));
  const deadLettered = countDeadLettered(stage);

  print(`\n${sum(deadLettered)} messages could not be processed. What they have in common:`);
  await look(stage);
  const edited = await correct(stage);

  print('\nMost of the others are in the earlier format. Consumers that accept it are the cure, so all are sent back:');
  const returned = await sendBack(stage);
  await showProvenance(stage);
  const second = await consume(stage, '--accept-earlier-format');

  print('\nNothing cures refunds, which nobody knows. They came back and are parked, out of the way:');
  await park(stage);
  return { sent, first, deadLettered, edited, returned, second, parked: await countParked(stage) };
}

function retryText(runs: Runs): string {
  const all = Object.values(runs).flat();
  return [
    `${total(all, ({ retriedAtOnce }) => retriedAtOnce)} times a message was tried again at once, and `,
    `${total(all, ({ retriedLater }) => retriedLater)} were put off for up to ${longestDelay} s.`,
  ].join('');
}

function countDeadLettered(stage: Stage): Readonly<Record<Part, number>> {
  const counts = parts.map((part) => [part, stage.broker.counts(namesOf(part, stage).path).deadLettered]);
  return Object.fromEntries(counts) as Record<Part, number>;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}

function accountOf(part: Part, course: Course, stage: Stage): Account {
  const { path, source } = namesOf(part, stage);
  const runs = [...course.first[part], ...course.second[part]];
  const resubmittedBy = (summary: ReprocessorSummary): number =>
    summary.sources.find((entry) => entry.source === source)?.resubmitted ?? 0;
  const edited = resubmittedBy(course.edited);
  return balance({
    entity: part,
    sent: part === 'orders' ? course.sent.orders : course.sent.events,
    retriedAtOnce: total(runs, ({ retriedAtOnce }) => retriedAtOnce),
    retriedLater: total(runs, ({ retriedLater, retried }) => retriedLater + retried),
    deadLettered: course.deadLettered[part],
    resubmitted: edited + resubmittedBy(course.returned),
    edited,
    parked: course.parked.get(path) ?? 0,
    // Consumers that run side by side add up.
    rate: total(course.first[part], ({ perSecond }) => perSecond),
    proof: readLedgers(consumers.filter((consumer) => consumer.part === part).map(({ name }) => stage.ledgerOf(name))),
    left: stage.broker.counts(path),
  });
}
