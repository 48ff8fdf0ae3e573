import { checkLines, linesOf } from './ndjson.js';
import { lineProblem } from './outgoing-check.js';

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

function streamOf(...chunks: readonly (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
      controller.close();
    },
  });
}

describe('lines of a file', () => {
  it('are whole, wherever the file was cut into chunks', async () => {
    const euro = new TextEncoder().encode('€');
    const lines = linesOf(streamOf('fir', 'st\n', euro.subarray(0, 1), euro.subarray(1), '\r\n\nlast'));
    expect(await all(lines)).toEqual([
      { number: 1, text: 'first' },
      { number: 2, text: '€' },
      { number: 4, text: 'last' },
    ]);
  });

  it('are refused where the file is no UTF-8', async () => {
    await expect(all(linesOf(streamOf(Uint8Array.of(0xff, 0x0a))))).rejects.toThrow('utf-8');
  });
});

describe('an import', () => {
  const good = '{"body":{"kind":"json","value":{"a":1}},"applicationProperties":{"n":1}}';

  it('is told of every line that is no message, by its number', async () => {
    const lines = [good, 'no json', '{"body":{"kind":"json"}}', '{"body":{"kind":"text","value":"x"},"colour":"red"}'];
    const checked = await checkLines(streamOf(lines.join('\n')), lineProblem);
    expect(checked).toMatchObject({ lines: 4, wrong: 3 });
    expect(checked.problems.map(({ line }) => line)).toEqual([2, 3, 4]);
    expect(checked.problems[2]?.problem).toContain('colour');
  });

  it('tells the first wrong lines and counts the others', async () => {
    const checked = await checkLines(streamOf('x\n'.repeat(50)), lineProblem, 3);
    expect(checked).toMatchObject({ lines: 50, wrong: 50 });
    expect(checked.problems).toHaveLength(3);
  });
});
