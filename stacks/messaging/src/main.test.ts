import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly stacks: readonly string[];
}

const project = fileURLToPath(new URL('..', import.meta.url));

/** Runs the app as `cdktf.json` says. */
async function run(variables: Readonly<Record<string, string>>): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'messaging-app-'));
  const outdir = join(folder, 'not', 'there', 'yet');
  const inherited = Object.entries(process.env).filter(([name]) => !/^(AMS_|ENVIRONMENT$|NODE_OPTIONS$)/.test(name));
  const env = { ...Object.fromEntries(inherited), CDKTF_OUTDIR: outdir, ...variables };
  try {
    const { exitCode, stdout, stderr } = await new Promise<Omit<Run, 'stacks'>>((resolve) => {
      const child = execFile(
        process.execPath,
        ['--conditions=@ams/source', '--import', 'tsx', join('src', 'main.ts')],
        { cwd: project, env },
        (_, stdout, stderr) => resolve({ exitCode: child.exitCode, stdout, stderr }),
      );
    });
    return { exitCode, stdout, stderr, stacks: exitCode === 0 ? (await readdir(join(outdir, 'stacks'))).sort() : [] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('the app', () => {
  it('makes a stack for each environment', async () => {
    const { exitCode, stacks } = await run({});
    expect({ exitCode, stacks }).toEqual({
      exitCode: 0,
      stacks: ['messaging-dev', 'messaging-local', 'messaging-prod', 'messaging-staging'],
    });
  });

  it('makes the one stack that ENVIRONMENT names, and says where', async () => {
    const { stacks, stdout } = await run({ ENVIRONMENT: 'prod' });
    expect(stacks).toEqual(['messaging-prod']);
    expect(stdout).toMatch(/^Synthesized \S+messaging-prod\S+cdk\.tf\.json\n$/);
  });

  it.each([
    [{ ENVIRONMENT: 'test' }, "ENVIRONMENT is 'test', but the environments are dev, staging, prod, local."],
    [{ ENVIRONMENT: 'dev', AMS_ALERT_EMAIL: 'nobody' }, 'alertEmail is "nobody": must be an e-mail address'],
    [{ ENVIRONMENT: 'dev', AMS_SKU: 'Basic' }, "name is 'events', but Basic has no topics."],
    [
      {
        AMS_STATE_RESOURCE_GROUP: 'terraform',
        AMS_STATE_STORAGE_ACCOUNT: 'contosostate',
        AMS_STATE_CONTAINER: 'states',
        AMS_STATE_KEY: 'messaging.tfstate',
      },
      'dev and staging would keep their state in the same blob',
    ],
  ])('ends with code 1 and one clear message for %p', async (variables, message) => {
    const { exitCode, stderr } = await run(variables);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
