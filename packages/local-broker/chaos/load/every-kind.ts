import { sessionQueues } from '../harness/topology.js';
import { administration } from './administration.js';
import type { Actor } from './load.js';
import { receivers } from './receiving.js';
import { scheduling } from './scheduling.js';
import { senders, sessionSender } from './sending.js';
import { sessionReceivers } from './sessions.js';
import { tidying } from './tidying.js';
import { transactions } from './transactions.js';

/** All kinds of load but one: a history of duplicates grows for as long as its window. */
export const everyKind: readonly Actor[] = [
  senders,
  receivers,
  transactions,
  scheduling,
  tidying,
  administration,
  ...sessionQueues.flatMap((queue) => [sessionSender(queue), sessionReceivers(queue)]),
];
