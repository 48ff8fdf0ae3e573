import { type RunningDashboard, startDashboard } from './dashboard.js';

/** A dashboard that is not, which runs a line of JavaScript. */
function start(script: string) {
  const printed: string[] = [];
  const reported: string[] = [];
  let onPrinted: () => void = () => undefined;
  const firstLine = new Promise<void>((resolve) => (onPrinted = resolve));
  const dashboard: RunningDashboard = startDashboard(['-e', script], {
    print: (line) => {
      printed.push(line);
      onPrinted();
    },
    report: (line) => reported.push(line),
  });
  return { dashboard, printed, reported, firstLine };
}

describe('the dashboard beside the broker', () => {
  it('passes on the address that it prints, and ends when it is stopped', async () => {
    const { dashboard, printed, reported, firstLine } = start(
      "console.log('Dashboard: http://localhost:8090'); setInterval(() => undefined, 1000)",
    );
    await firstLine;
    await dashboard.stop();
    expect(printed).toEqual(['Dashboard: http://localhost:8090']);
    expect(reported).toEqual([]);
  });

  it('tells that it ended by itself, with what it said, and how to start it again', async () => {
    const { dashboard, reported } = start("console.error('port 8090 is taken'); process.exitCode = 1");
    await dashboard.ended;
    expect(reported).toEqual([
      'port 8090 is taken',
      'The dashboard ended with exit code 1; the broker goes on. Start it again with: npx nx run dashboard:serve --port <number>',
    ]);
  });

  it('stops without a word when it has ended before', async () => {
    const { dashboard, reported } = start('');
    await dashboard.ended;
    await dashboard.stop();
    expect(reported).toHaveLength(1);
  });
});
