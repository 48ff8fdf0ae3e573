import { limits } from '../limits.js';
import type { Problem } from './problem.js';

/**
 * One forward of messages: from a queue, or from a topic through one of its subscriptions, to a queue or topic of the
 * same namespace. Names are compared without regard to case, as Azure does.
 */
export interface Forward {
  readonly from: string;
  readonly to: string;
}

/**
 * What is wrong with a forward that joins the others of its namespace: messages that go round in a circle, and chains
 * of more hops than a message survives. Azure takes both, and dead-letters the messages.
 *
 * Source: "Chaining Service Bus entities with autoforwarding" (learn.microsoft.com).
 *
 * @param others the forwards that are there already, without circles.
 */
export function forwardingProblems(added: Forward, others: readonly Forward[]): readonly Problem[] {
  const back = pathTo(added.from, added.to, others);
  if (back !== undefined) {
    return [
      problem(
        added.to,
        `${[added.from, ...back].join(' -> ')} is a circle: messages go round until they are dead-lettered`,
        'Forward to an entity that does not lead back.',
      ),
    ];
  }
  const chain = [
    ...[...longestPath(added.from, others, 'to', 'from')].reverse(),
    ...longestPath(added.to, others, 'from', 'to'),
  ];
  const hops = chain.length - 1;
  if (hops <= limits.forwardHops) return [];
  return [
    problem(
      added.to,
      `${chain.join(' -> ')} has ${hops} hops, and a message that is to be forwarded more than ${limits.forwardHops} times is dead-lettered`,
      'Forward past some of the entities.',
    ),
  ];
}

function problem(value: string, rule: string, cure: string): Problem {
  return { property: 'forwardTo', value, rule, cure, taken: true };
}

/** Names from one entity on, along or against the forwards; no longer than it takes to see that it is too long. */
function longestPath(
  start: string,
  forwards: readonly Forward[],
  here: keyof Forward,
  there: keyof Forward,
  room = limits.forwardHops + 1,
): readonly string[] {
  if (room === 0) return [start];
  const rests = forwards
    .filter((forward) => sameName(forward[here], start))
    .map((forward) => longestPath(forward[there], forwards, here, there, room - 1));
  return [start, ...rests.reduce((longest, rest) => (rest.length > longest.length ? rest : longest), [])];
}

/** Names from one entity to another along the forwards, both included; undefined where none lead there. */
function pathTo(target: string, start: string, forwards: readonly Forward[]): readonly string[] | undefined {
  if (sameName(start, target)) return [start];
  for (const { from, to } of forwards) {
    if (!sameName(from, start)) continue;
    const rest = pathTo(target, to, forwards);
    if (rest !== undefined) return [start, ...rest];
  }
  return undefined;
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
