import { join, resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { appCommand, execute, seconds, UsageError, userPath, wholeNumber, type AppContext } from '../src/cli/index.js';
import { RecentIds } from '../src/cli/consumer/recent-ids.js';
import { paceOf } from '../src/cli/pace.js';

const app = {
  name: 'sample',
  description: 'A sample.',
  environments: ['dev', 'local'],
  defaultEnvironment: 'local',
  examples: ['--environment=dev'],
} as const;

interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(argv: readonly string[], action: (context: AppContext) => void = () => undefined): Promise<Run> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const context: AppContext = {
    signal: new AbortController().signal,
    print: (line) => stdout.push(line),
    report: (line) => stderr.push(line),
  };
  const exitCode = await execute(
    () =>
      appCommand(app)
        .option('--count <n>', 'how many', wholeNumber(1, 10))
        .action(() => action(context)),
    argv,
    context,
  );
  return { exitCode, stdout: stdout.join('\n'), stderr: stderr.join('\n') };
}

describe('a command', () => {
  test('ends with 0 when it has done its work', async () => {
    await expect(run([], ({ print }) => print('done'))).resolves.toEqual({ exitCode: 0, stdout: 'done', stderr: '' });
  });

  test('shows its options and examples for --help, and ends with 0', async () => {
    const { exitCode, stdout } = await run(['--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('--environment <name>');
    expect(stdout).toContain('nx run sample:serve --environment=dev');
  });

  test.each([
    ['an unknown option', ['--nonsense'], "unknown option '--nonsense'"],
    ['an unknown environment', ['--environment', 'mars'], 'Allowed choices are dev, local'],
    ['a number out of range', ['--count', '11'], 'It must be a whole number from 1 to 10.'],
    ['a number that is none', ['--count', '1.5'], 'It must be a whole number from 1 to 10.'],
    [
      'an argument that nobody asked for',
      ['extra'],
      'too many arguments. Expected 0 arguments but got 1. Leave out: extra',
    ],
  ])('ends with 2 for %s, saying what is wrong', async (_, argv, message) => {
    const { exitCode, stderr } = await run(argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  test('says what the last attempt met when all have failed', async () => {
    const { exitCode, stderr } = await run([], () => {
      throw new AggregateError([new Error('busy'), new Error('no answer')]);
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: 'sample: no answer' });
  });

  test('ends with 2 for options that do not go together', async () => {
    const { exitCode, stderr } = await run([], () => {
      throw new UsageError('--this goes with --that');
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: 'sample: --this goes with --that' });
  });

  const fail = () => {
    throw new Error('the broker is away', { cause: new Error('ECONNREFUSED') });
  };

  test('ends with 1 for an error, on one line', async () => {
    await expect(run([], fail)).resolves.toEqual({ exitCode: 1, stdout: '', stderr: 'sample: the broker is away' });
  });

  test('shows stack and cause when asked to debug', async () => {
    const { stderr } = await run(['--log-level', 'debug'], fail);
    expect(stderr).toMatch(/at .*cli\.test\.ts[^]*caused by Error: ECONNREFUSED/);
  });
});

describe('option values', () => {
  test('seconds may have decimals', () => {
    expect(seconds(0, 10)('1.5')).toBe(1.5);
  });

  test('a file is looked for where the user is, though Nx runs the app in its own folder', () => {
    const env = { NX_TASK_TARGET_PROJECT: 'producer', INIT_CWD: resolve('elsewhere') };
    expect(userPath('data.ndjson', 'producer', env)).toBe(join(resolve('elsewhere'), 'data.ndjson'));
  });

  test('a file is looked for in the working directory when somebody else runs the app', () => {
    const env = { NX_TASK_TARGET_PROJECT: 'local-environment', INIT_CWD: resolve('elsewhere') };
    expect(userPath('data.ndjson', 'producer', env)).toBe(resolve('data.ndjson'));
  });

  test('a file without a name is refused', () => {
    expect(() => userPath('', 'producer', {})).toThrow(/"" and must name one/);
  });
});

describe('figures', () => {
  test('ids that come again are counted as long as they are remembered', () => {
    const ids = new RecentIds(2);
    for (const id of ['a', 'a', 'b', 'c', 'b', 'd', 'e', 'a']) ids.see(id);
    expect(ids.duplicates).toBe(2);
  });

  test('a rate is that of the time taken', () => {
    expect(paceOf(3_000, 1_500)).toEqual({ seconds: 1.5, perSecond: 2_000 });
  });

  test('nothing done has no rate', () => {
    expect(paceOf(0, 0)).toEqual({ seconds: 0, perSecond: 0 });
  });
});

test('runs a plain commander command, too', async () => {
  const context: AppContext = { signal: new AbortController().signal, print: () => undefined, report: () => undefined };
  await expect(execute(() => new Command('plain').action(() => undefined), [], context)).resolves.toBe(0);
});
