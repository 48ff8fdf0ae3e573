import { z } from 'zod';

import { type Chapter, ofMedian } from '../chapter.js';
import { markdownTable } from '../markdown-table.js';

const coldStart = z.object({ listening: z.number(), firstMessageAccepted: z.number() });
const startRound = z.object({ fromSource: coldStart, asBuilt: coldStart, npmStartSeconds: z.number() });

export const start: Chapter = {
  benchmark: 'start',
  tables: {
    start: ofMedian(startRound, ({ fromSource, asBuilt, npmStartSeconds }) =>
      markdownTable(
        ['since the start of the process', 'ms'],
        [
          ['the broker from source listens', fromSource.listening],
          ['the broker from source has accepted a message', fromSource.firstMessageAccepted],
          ['the broker as built listens', asBuilt.listening],
          ['the broker as built has accepted a message', asBuilt.firstMessageAccepted],
          ['npm start has ended', npmStartSeconds * 1_000],
        ],
      ),
    ),
  },
  plots: {},
};
