import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ProgramFailure } from '../../processes/program.js';
import { withRabbitMq } from './with-rabbitmq.js';

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('RabbitMQ that does not start', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'with-rabbitmq-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const run = (script: string, signal = new AbortController().signal) =>
    withRabbitMq({ folder, signal }, script, () => Promise.resolve());

  it.each([
    ['fails', '/bin/false', '--no-peers leaves it out'],
    ['is not there', '/nonexistent/rabbitmq-server', 'ENOENT'],
  ])('is a failure when its script %s, and leaves nothing behind', async (_, script, text) => {
    const failure: unknown = await run(script).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProgramFailure);
    expect(String(failure)).toContain(text);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is not waited for once it is to be stopped', async () => {
    await expect(run('/bin/false', AbortSignal.abort())).rejects.toThrow('stopped before its end');
  });
});
