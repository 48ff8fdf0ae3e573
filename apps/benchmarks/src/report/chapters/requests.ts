import { z } from 'zod';

import { rowsOf } from '../../requests/requests-table.js';
import { type Chapter, ofMedian } from '../chapter.js';
import { markdownTable } from '../markdown-table.js';

const figure = z.number();

/** By connections. */
const steps = z.record(z.string(), z.object({ perSecond: figure, p50: figure, p99: figure }));

export const requests: Chapter = {
  benchmark: 'requests',
  tables: {
    requests: ofMedian(z.object({ outbox: steps, direct: steps }), ({ outbox, direct }) =>
      markdownTable(
        ['orders over HTTP', 'connections', 'orders/s', 'p50 ms', 'p99 ms'],
        [...rowsOf('from the outbox', outbox), ...rowsOf('`--no-outbox`', direct)],
      ),
    ),
  },
  plots: {},
};
