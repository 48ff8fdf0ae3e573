import { cpuSecondsIn, peakMebibytesIn, processesWith, usageOf } from './process-files.js';

describe('what a process used', () => {
  it('is its time in user and in system mode, and that of children that have ended', () => {
    const stat = '28575 (a (strange) name) S 28569 28575 28575 0 -1 4194304 1 2 3 4 161 61 10 1 20 0 27';
    expect(cpuSecondsIn(stat)).toBe(2.33);
  });

  it('is the most memory that was resident at one time', () => {
    expect(peakMebibytesIn('Name:\tbeam.smp\nVmHWM:\t  131072 kB\nVmRSS:\t  1024 kB\n')).toBe(128);
  });

  it('is no memory once it has ended', () => {
    expect(peakMebibytesIn('Name:\tepmd\nState:\tZ (zombie)\n')).toBe(0);
  });
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('the processes of this machine', () => {
  it('are found by a variable that they were started with', () => {
    const path = `PATH=${process.env['PATH'] ?? ''}`;
    expect(processesWith(path)).toContain(process.pid);
    expect(processesWith(`${path} and more`)).not.toContain(process.pid);
  });

  it('tell what they used', () => {
    expect(usageOf([process.pid]).cpuSeconds).toBeGreaterThan(0);
    expect(usageOf([process.pid]).peakMebibytes).toBeGreaterThan(0);
  });
});
