import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { journalFile } from '../../src/index.js';
import { Moments } from '../checker/moments.js';
import { BrokerUnderTest } from '../harness/broker-under-test.js';
import type { Random } from '../harness/random.js';
import { LogFollower, type LogPosition } from './log-position.js';
import { OneByOne } from './one-by-one.js';

/** What a killed broker left behind, and what it was told before. */
export interface Victim {
  readonly directory: string;
  readonly moments: Moments;
  /** Where the log ended when each operation was acknowledged: all but the last one, which was under way. */
  readonly positions: readonly LogPosition[];
  /** Where it ended when the broker was dead. */
  readonly end: LogPosition;
}

/** How many operations there are in each of its two lives. */
const [fewest, most] = [50, 600];

/**
 * With 1,000 frames, SQLite takes the log into the database, and begins it anew with the next commit. In between no crash
 * could cut it: all of it was synced before the database was touched. So no victim dies then, or shortly before.
 */
const almostTakenIn = 900;

/** Kills a broker when it was at rest, starts it again and kills it in the midst of an operation. */
export async function makeVictim(directory: string, random: Random): Promise<Victim> {
  const broker = new BrokerUnderTest(directory);
  const moments = new Moments();
  const positions: LogPosition[] = [];
  const follower = new LogFollower(logOf(directory));
  let lastId = 0;
  const newId = (): string => `m${(lastId += 1)}`;
  const live = async (): Promise<OneByOne> => {
    const client = await OneByOne.connect(await broker.start(), moments, random, newId);
    for (let left = random.between(fewest, most); left > 0 || follower.last.frames > almostTakenIn; left -= 1) {
      await client.operate();
      positions.push(follower.position());
    }
    return client;
  };
  try {
    const first = await live();
    await broker.kill();
    first.hangUp();
    const second = await live();
    // Whether it is acknowledged does not count: it is never said to be.
    second.operate().catch(() => undefined);
    await pause(random.next() * 3);
    await broker.kill();
    second.hangUp();
    return { directory, moments, positions, end: follower.position() };
  } finally {
    await broker.kill();
  }
}

export function logOf(directory: string): string {
  return `${join(directory, journalFile)}-wal`;
}

/** @returns how many operations are there for certain when the log is as it was up to there. */
export function countUpTo({ positions, end }: Victim, logEnd: number): number {
  return positions.findLastIndex((position) => position.salt !== end.salt || position.end <= logEnd) + 1;
}
