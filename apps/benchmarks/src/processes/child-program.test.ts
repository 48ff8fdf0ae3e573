import { type ChildProgram, startChild } from './child-program.js';

function runningNode(script: string, signal = new AbortController().signal): ChildProgram {
  return startChild({ name: 'script', command: [process.execPath, '-e', script], directory: process.cwd(), signal });
}

describe('a program that is measured', () => {
  it('tells the lines that it prints, and its last one when it has ended', async () => {
    const program = runningNode('console.log("ready at 1"); console.log("done")');
    expect((await program.line('ready')).text).toBe('ready at 1');
    expect((await program.ended).lastLine?.text).toBe('done');
  });

  it('has failed when its exit code is not 0, and what it said is told', async () => {
    const program = runningNode('console.error("no such queue"); process.exit(3)');
    await expect(program.ended).rejects.toThrow('The script ended with exit code 3:\nno such queue');
  });

  it('has failed when it ends without the line that is waited for', async () => {
    await expect(runningNode('console.log("other")').line('ready')).rejects.toThrow(
      "The script ended before it printed a line that begins with 'ready'.",
    );
  });

  it('has failed when it cannot be found', async () => {
    const program = startChild({
      name: 'script',
      command: ['no-such-program'],
      directory: process.cwd(),
      signal: new AbortController().signal,
    });
    await expect(program.ended).rejects.toThrow('ENOENT');
  });

  it('is ended when the benchmark is', async () => {
    const stopping = new AbortController();
    const program = runningNode('console.log("ready"); setInterval(() => undefined, 1_000)', stopping.signal);
    await program.line('ready');
    stopping.abort();
    await expect(program.ended).rejects.toThrow('The script was stopped before its end.');
  });
});
