import { DeadLetterGroups as Groups, peekDeadLetters } from '@ams/messaging-runtime';

import type { DeadLetterGroups, DeadLetterGroupView, DeadLetterScan, EntitySummary } from '../../api/index.js';
import type { DashboardContext } from '../context.js';
import { groupSource } from '../messages/message-filter.js';
import { isParking, sourceOf, type FailedPlace } from './failed-place.js';

/** Messages of one place that are looked at: what fails fails in few ways, and a look is to be quick. */
const mostScanned = 5_000;

/** Milliseconds that looking at all places may take, once the first of each are seen. */
const longestScan = 4_000;

/** Places that are looked at side by side: each has a link of its own. */
const atOnce = 4;

interface Scanned {
  readonly groups: readonly DeadLetterGroupView[];
  readonly scan: DeadLetterScan;
}

/**
 * Groups of what failed: dead letters, transfers that failed, and what is parked.
 *
 * @param entity path of one entity; undefined for all
 * @throws ProblemError 404 for an entity that there is not
 */
export async function scanGroups(context: DashboardContext, entity: string | undefined): Promise<DeadLetterGroups> {
  const asked = entity === undefined ? await context.entities.list() : [await context.entities.find(entity)];
  const places = asked.flatMap((each) => placesWithMessages(each, isParking(context, each.path)));
  const end = performance.now() + longestScan;
  const scanned: Scanned[] = [];
  for (let next = 0; next < places.length; next += atOnce) {
    const some = places.slice(next, next + atOnce);
    scanned.push(...(await Promise.all(some.map((place) => scanPlace(context, place, end)))));
  }
  return {
    groups: scanned.flatMap(({ groups }) => groups).sort((one, other) => other.count - one.count),
    entities: scanned.map(({ scan }) => scan),
  };
}

function placesWithMessages({ path, counts }: EntitySummary, parking: boolean): readonly FailedPlace[] {
  const all = [
    { subQueue: 'deadLetter', count: counts.deadLetters },
    { subQueue: 'transferDeadLetter', count: counts.transferDeadLetters },
    { subQueue: 'active', count: parking ? counts.active : 0 },
  ] as const;
  return all.filter(({ count }) => count > 0).map(({ subQueue }) => ({ entity: path, subQueue }));
}

async function scanPlace(context: DashboardContext, place: FailedPlace, end: number): Promise<Scanned> {
  const groups = new Groups();
  const source = groupSource(place);
  let scanned = 0;
  let complete = true;
  for await (const message of peekDeadLetters(sourceOf(context.client, place))) {
    if (scanned >= mostScanned || (scanned > 0 && performance.now() > end)) {
      complete = false;
      break;
    }
    scanned += 1;
    groups.add(message, source);
  }
  return {
    groups: groups.all().map((group) => viewOf(group, place)),
    scan: { ...place, scanned, complete },
  };
}

function viewOf(group: ReturnType<Groups['all']>[number], place: FailedPlace): DeadLetterGroupView {
  const { id, reason, errorType, description, count, firstSeen, lastSeen, example, exampleSequenceNumber } = group;
  return {
    id,
    ...place,
    reason,
    errorType: errorType ?? null,
    description,
    count,
    firstSeen: firstSeen ?? null,
    lastSeen: lastSeen ?? null,
    example: { sequenceNumber: exampleSequenceNumber, messageId: example },
  };
}
