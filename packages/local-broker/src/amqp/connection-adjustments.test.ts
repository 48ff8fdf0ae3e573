import { PassThrough } from 'node:stream';

import { batchWrites } from './connection-adjustments.js';
import type { RheaConnection } from './rhea-internals.js';

it('does not listen to a client that leaves 32 MB unread, until it has read them', async () => {
  const stream = Object.assign(new PassThrough(), { destroySoon: () => undefined });
  const answer = Buffer.alloc(33 * 1024 * 1024);
  const connection = { _process: () => void stream.write(answer) } as unknown as RheaConnection;
  batchWrites(connection, stream);
  stream.write('not read');
  connection._process();
  expect(stream.isPaused()).toBe(true);

  const drained = new Promise((resolve) => stream.once('drain', resolve));
  while (stream.read() !== null);
  await drained;
  expect(stream.isPaused()).toBe(false);
});
