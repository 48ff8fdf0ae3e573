import { textTable } from '../results/table.js';
import type { ColdStart } from './cold-start.js';
import type { StartRound } from './start-round.js';

/** How long a user waits, for people. */
export function startTables({ fromSource, asBuilt, npmStartSeconds }: StartRound): string {
  return [
    textTable(
      ['cold start of the broker, ms', 'listens', 'has accepted a message'],
      [coldStartRow('from source', fromSource), coldStartRow('as built', asBuilt)],
    ),
    textTable(['from the command to its end', 's'], [['npm start', npmStartSeconds]]),
  ].join('\n');
}

function coldStartRow(name: string, { listening, firstMessageAccepted }: ColdStart): [string, number, number] {
  return [name, listening, firstMessageAccepted];
}
