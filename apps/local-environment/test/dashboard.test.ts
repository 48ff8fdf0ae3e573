import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { startTestSystem, type TestSystem } from '@ams/messaging-runtime/testing';

import { dashboardArguments, startDashboard } from '../src/dashboard.js';
import { workspaceRoot } from '../src/workspace.js';

describe('the dashboard in front of a namespace', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await startTestSystem();
  });

  afterAll(() => system.close());

  const nodeArguments = () => dashboardArguments(workspaceRoot(), system.outputsFile, 0);

  it('prints the address of a page that knows the namespace, and ends when it is stopped', async () => {
    const reported: string[] = [];
    let tell: (line: string) => void = () => undefined;
    const line = new Promise<string>((resolve) => (tell = resolve));
    const dashboard = startDashboard(nodeArguments(), { print: tell, report: (text) => reported.push(text) });
    const [address] = /http:\S+/.exec(await line) ?? [];
    const about = await fetch(`${String(address)}api/about`);
    expect(await about.json()).toMatchObject({ environment: 'local', namespace: 'messaging-test' });
    await dashboard.stop();
    expect(reported).toEqual([]);
    await expect(fetch(`${String(address)}api/about`)).rejects.toThrow();
  });

  it('ends by itself when whoever started it is gone', async () => {
    const child = spawn(process.execPath, nodeArguments(), { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    if (child.stdout === null) throw new Error('The dashboard has no standard output.');
    await once(child.stdout, 'data');
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
