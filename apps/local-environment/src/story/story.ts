import { fileURLToPath } from 'node:url';

import { type Account, balance } from './account.js';
import { consume, consumers, failEvery, longestDelay, oneEach, total, type Runs } from './chapters/consume.js';
import { correct, look, park, sendBack, showProvenance } from './chapters/cure.js';
import { customers, orderAsCustomers, serveCustomers } from './chapters/customers.js';
import { openFrontDoor } from './chapters/front-door.js';
import { report } from './chapters/insights.js';
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
  readonly customerOrders: Account;
  readonly reports: Account;
}

/** Produces, consumes, dead-letters, cures, processes again and parks the rest, with the apps as a user runs them. */
export async function tellStory(options: StoryOptions): Promise<readonly Account[]> {
  const stage = setStage(options);
  const { topology, port } = options.namespace;
  stage.print(`The namespace ${topology.namespace.name} is up on localhost:${port}, its journal on disk.`);
  try {
    const course = await run(stage);
    return [...parts.map((part) => accountOf(part, course, stage)), course.reports, course.customerOrders];
  } finally {
    await stage.close();
  }
}

async function run(stage: Stage): Promise<Course> {
  const { apps, print } = stage;
  print('\nThe broker is stopped. The order API takes orders all the same, into its outbox:');
  const ordered = await openFrontDoor(stage);

  print('\nThe producer sends what an older one left behind, some of it in an earlier format, some of it wrong ...');
  const [{ orders, events }, ofCustomers] = await Promise.all([
    apps.run('producer', ['--file', sampleFile, '--unchecked'], producerSummary),
    orderAsCustomers(stage),
  ]);
  print(`Sent ${orders.sent} orders to the queue and ${events.sent} events to the topic.`);
  print(`Another one sends ${ofCustomers} orders of ${customers} customers to the queue of sessions.`);

  print(
    `\nTwo queue consumers, one of sessions, billing and analytics process them. Every ${failEvery}th message fails twice ...`,
  );
  const [first, customerOrders] = await Promise.all([
    consume(stage, consumers, '--fail-every', String(failEvery)),
    serveCustomers(stage, ofCustomers, failEvery),
  ]);
  print(retryText(first));
  print(`The orders of each of the ${customers} customers were processed in their sequence, whatever failed.`);
  const deadLettered = countDeadLettered(stage);

  print(`\n${sum(deadLettered)} messages could not be processed. What they have in common:`);
  await look(stage);
  const edited = await correct(stage);

  print('\nMost of the others are in the earlier format. Consumers that accept it are the cure, so all are sent back:');
  const returned = await sendBack(stage);
  await showProvenance(stage);
  const second = await consume(stage, oneEach, '--accept-earlier-format');

  print('\nNothing cures refunds, which nobody knows. They came back and are parked, out of the way:');
  const [{ account: reports, told }] = await Promise.all([report(stage, sampleFile), park(stage)]);

  print('\nAnalytics sent a sum of purchases together with the completion of each batch of events:');
  print(told);
  const sent = { orders: ordered + orders.sent, events: events.sent };
  return {
    sent,
    first,
    deadLettered,
    edited,
    returned,
    second,
    parked: await countParked(stage),
    customerOrders,
    reports,
  };
}

function retryText(runs: Runs): string {
  const all = Object.values(runs).flat();
  return [
    `${total(all, ({ retriedAtOnce }) => retriedAtOnce)} times a message was tried again at once, and `,
    `${total(all, ({ retriedLater }) => retriedLater)} were put off for up to ${longestDelay} s.`,
  ].join('');
}

function countDeadLettered(stage: Stage): Readonly<Record<Part, number>> {
  const counts = parts.map((part) => [part, stage.namespace.counts(namesOf(part, stage).path).deadLettered]);
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
    left: stage.namespace.counts(path),
  });
}
