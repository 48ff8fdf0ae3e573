import { z } from 'zod';

import { type Chapter, ofMedian } from '../chapter.js';
import { markdownTable } from '../markdown-table.js';

const coldStart = z.object({ listening: z.number(), firstMessageAccepted: z.number() });

export const start: Chapter = {
  benchmark: 'start',
  tables: {
    start: ofMedian(coldStart, ({ listening, firstMessageAccepted }) =>
      markdownTable(
        ['since the start of the process', 'ms'],
        [
          ['listens', listening],
          ['has accepted a message', firstMessageAccepted],
        ],
      ),
    ),
  },
  plots: {},
};
