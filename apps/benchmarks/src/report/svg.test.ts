import type { Plot } from './plot.js';
import { svgOf } from './svg.js';

const linePlot: Plot = {
  kind: 'lines',
  title: 'Cost over backlog',
  x: { name: 'messages in the queue', scale: 'log' },
  y: 'CPU, µs a message',
  series: [
    {
      name: 'in',
      points: [
        [1_000, 6],
        [1_000_000, 7],
      ],
    },
    {
      name: 'out',
      points: [
        [1_000, 20],
        [1_000_000, 21],
      ],
    },
  ],
};
const barPlot: Plot = {
  kind: 'bars',
  title: 'A million',
  categories: ['one', 'another'],
  y: 'seconds',
  stacked: true,
  series: [
    { name: 'produce', values: [10, 40] },
    { name: 'consume', values: [20, 300] },
  ],
};

describe('svgOf', () => {
  it('draws the same bytes again, whatever was drawn between', () => {
    const first = svgOf(linePlot);
    svgOf(barPlot);
    expect(svgOf(linePlot)).toBe(first);
  });

  it.each([
    ['lines', linePlot, ['Cost over backlog', 'messages in the queue', 'CPU, µs a message', 'in', 'out', '1,000,000']],
    ['bars', barPlot, ['A million', 'seconds', 'one', 'another', 'produce', 'consume']],
  ])('names what %s show, with units', (_, plot, texts) => {
    const shown = [...svgOf(plot).matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
    expect(shown).toEqual(expect.arrayContaining(texts));
  });

  it('has a background of its own', () => {
    expect(svgOf(barPlot)).toMatch(/<rect width="720" height="400"[^>]*fill="#ffffff"/);
  });
});
