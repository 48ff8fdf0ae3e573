import { spawn } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startTestSystem, type TestSystem } from '@ams/messaging-runtime/testing';
import { producerCommand } from '../src/producer-command.js';

const appFolder = dirname(dirname(fileURLToPath(import.meta.url)));

let system: TestSystem;
let file: string;

beforeEach(async () => {
  system = await startTestSystem({ orders: { requiresDuplicateDetection: true } });
  file = join(system.folder, 'traffic.ndjson');
});

afterEach(() => system.close());

const order = (id: string) => ({ kind: 'order', body: { order_id: id, ts: '2026-11-05T08:15:30Z', amount: 1 } });
const event = (id: string) => ({
  kind: 'event',
  body: { event_id: id, type: 'user.signup', ts: '2026-11-05T08:15:30Z' },
});

function write(lines: readonly unknown[]): void {
  writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'));
}

const orders = (count: number) => Array.from({ length: count }, (_, index) => order(`A-${index}`));
const resume = (args: readonly string[] = [], signal?: AbortSignal) =>
  system.run(producerCommand, ['--file', file, '--resume', '--json', ...args], signal);
const active = () => system.broker.counts('orders').active;
const notes = () => JSON.parse(readFileSync(`${file}.progress`, 'utf8')) as { done: { order: number; event: number } };

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function idsIn(queue: string, count: number): Promise<string[]> {
  const receiver = system.client.createReceiver(queue, { receiveMode: 'receiveAndDelete' });
  const ids: string[] = [];
  while (ids.length < count) {
    ids.push(...(await receiver.receiveMessages(count - ids.length)).map(({ messageId }) => String(messageId)));
  }
  return ids;
}

test('notes how far the file is sent, and sends nothing of it again', async () => {
  write([order('A-1'), event('E-1'), order('A-2')]);
  const first = JSON.parse((await resume()).stdout) as unknown;
  const second = JSON.parse((await resume()).stdout) as unknown;
  expect({ first, second }).toMatchObject({ first: { sent: 3, skipped: 0 }, second: { sent: 0, skipped: 3 } });
  expect(notes().done).toEqual({ order: 3, event: 2 });
});

test('goes on where it was stopped', async () => {
  write(orders(1_000));
  const stop = new AbortController();
  const stopped = resume(['--rate', '2000'], stop.signal);
  await until(() => active() > 0);
  stop.abort();
  const { exitCode, stdout, stderr } = await stopped;
  const { sent } = JSON.parse(stdout) as { sent: number };
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('the same command goes on') });
  expect(notes().done.order).toBe(sent);
  const rest = JSON.parse((await resume()).stdout) as unknown;
  expect(rest).toMatchObject({ sent: 1_000 - sent, skipped: sent, interrupted: false });
  expect(active()).toBe(1_000);
});

test('does not send refused messages again', async () => {
  const giant = { kind: 'order', body: { ...order('A-1').body, note: 'x'.repeat(300 * 1024) } };
  write([order('A-0'), giant, order('A-2')]);
  expect(await resume()).toMatchObject({ exitCode: 1 });
  const again = await resume();
  expect({ exitCode: again.exitCode, summary: JSON.parse(again.stdout) as unknown }).toMatchObject({
    exitCode: 0,
    summary: { sent: 0, refused: 0, skipped: 3 },
  });
});

test('takes a file that was corrected after it was found wrong', async () => {
  write([order('A-0'), { kind: 'order', body: {} }]);
  expect(await resume()).toMatchObject({ exitCode: 1 });
  write([order('A-0'), order('A-1')]);
  expect(await resume()).toMatchObject({ exitCode: 0 });
  expect(active()).toBe(2);
});

test('gives a body without an id the same one each time', async () => {
  write([
    { kind: 'order', body: 'first' },
    { kind: 'order', body: 'second' },
  ]);
  await resume(['--unchecked']);
  const first = await idsIn('orders', 2);
  const text = readFileSync(`${file}.progress`, 'utf8');
  writeFileSync(`${file}.progress`, text.replace(/"order":2/, '"order":1'));
  expect(await resume(['--unchecked'])).toMatchObject({ exitCode: 0 });
  expect({ distinct: new Set(first).size, left: active() }).toEqual({ distinct: 2, left: 0 });
});

describe('is refused', () => {
  test('for a file that was changed since', async () => {
    write(orders(3));
    await resume();
    write(orders(4));
    const { exitCode, stderr } = await resume();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/is not what .*\.progress was noted for.* or delete .*\.progress/);
    expect(active()).toBe(3);
  });

  test('for a file of the same size that is another', async () => {
    write(orders(3));
    const moment = new Date();
    utimesSync(file, moment, moment);
    await resume();
    writeFileSync(file, readFileSync(file, 'utf8').replace('A-0', 'B-0'));
    utimesSync(file, moment, moment);
    expect((await resume()).stderr).toMatch(/is not what .* was noted for/);
  });

  test('for another environment than it was begun for', async () => {
    write(orders(3));
    await resume();
    const ofStaging = readFileSync(system.outputsFile, 'utf8').replaceAll('messaging-local', 'messaging-staging');
    const outputs = join(system.folder, 'outputs.staging.json');
    writeFileSync(outputs, ofStaging);
    const { stderr } = await resume(['--environment', 'staging', '--outputs', outputs]);
    expect(stderr).toMatch(/was begun for the environment local, not staging/);
    expect(active()).toBe(3);
  });

  test('where the notes are damaged, saying what to do', async () => {
    write(orders(3));
    writeFileSync(`${file}.progress`, '{"version":');
    expect((await resume()).stderr).toMatch(/\.progress cannot be read: .* Delete it to send all of the file anew/);
    expect(active()).toBe(0);
  });
});

test('killed at any moment it loses nothing, and what it sends twice has the same id', async () => {
  const total = 6_000;
  write(orders(total));
  let noted = 0;
  for (let kill = 1; kill <= 3; kill += 1) {
    const child = spawn(
      process.execPath,
      ['--conditions=@ams/source', '--import', 'tsx', 'src/main.ts', '--outputs', system.outputsFile].concat([
        '--file',
        file,
        '--resume',
        '--rate',
        '2500',
        '--batch-size',
        '40',
        '--log-level',
        'silent',
      ]),
      { cwd: appFolder, stdio: 'ignore' },
    );
    const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
    const before = active();
    await until(() => active() > before + 300 * kill);
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    expect(existsSync(`${file}.progress`)).toBe(true);
    // Nothing is noted that the broker does not have.
    expect(notes().done.order).toBeLessThanOrEqual(active());
    expect(notes().done.order).toBeGreaterThan(noted);
    noted = notes().done.order;
  }
  const { exitCode, stdout } = await resume();
  expect({ exitCode, summary: JSON.parse(stdout) as unknown }).toMatchObject({
    exitCode: 0,
    summary: { sent: total - noted, skipped: noted },
  });
  const ids = await idsIn('orders', total);
  expect({ distinct: new Set(ids).size, left: active() }).toEqual({ distinct: total, left: 0 });
}, 120_000);
